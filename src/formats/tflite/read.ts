import { type Diagnostic, Failure } from '../../base/failure.ts';
import { checkGraph } from '../../graph/check.ts';
import type { Graph, Rounding } from '../../graph/op.ts';
import { readModel, type TfliteModel } from './model.ts';
import { OperatorReader, Refusal, Unknown } from './operator-reader.ts';
import { operatorRules, supportedOperators } from './operator-rules.ts';

/** A .tflite file as a graph, or why it is none. */
export interface TfliteReading {
  readonly model: TfliteModel;
  /** null where a diagnostic is an error. */
  readonly graph: Graph | null;
  /** Each operator, option or tensor that is not supported. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a network of float32 or int8 from a .tflite file. Values lose their leading batch dimension
 * of 1. Throws a Failure where the file is broken; what is whole but not supported is a diagnostic.
 * `rounding` says how the network's int8 arithmetic is meant: see `Rounding`.
 */
export function readTflite(
  file: string,
  bytes: Uint8Array,
  rounding: Rounding = 'double',
): TfliteReading {
  const model = readModel(file, bytes);
  const diagnostics: Diagnostic[] = [];
  if (model.moreSubgraphs > 0) {
    const message = `${file} has ${model.moreSubgraphs + 1} subgraphs; only the first one is read.`;
    diagnostics.push({ severity: 'warning', subject: file, message });
  }
  const graph = graphOf(file, model, rounding, diagnostics);
  if (graph) diagnostics.push(...checkGraph(graph));
  const bad = diagnostics.some(({ severity }) => severity === 'error');
  return { model, graph: bad ? null : graph, diagnostics };
}

/** The graph of a .tflite file; a Failure lists everything that stands in its way. */
export function graphOfTflite(file: string, bytes: Uint8Array, rounding?: Rounding): Graph {
  const { graph, diagnostics } = readTflite(file, bytes, rounding);
  if (graph) return graph;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const sentences = errors.map(({ message }) => message).join('\n');
  throw new Failure('bad-graph', `${file} cannot be compiled:\n${sentences}`);
}

function graphOf(
  file: string,
  model: TfliteModel,
  rounding: Rounding,
  diagnostics: Diagnostic[],
): Graph | null {
  const reader = new OperatorReader(nameOf(file), model, rounding);
  const wrong = (subject: string, message: string) =>
    diagnostics.push({ severity: 'error', subject, message });
  attempt(
    () => reader.addInputs(),
    (why) => wrong(file, `${file}: ${why}.`),
  );
  const refused = new Set<string>();
  for (const [index, operator] of model.operators.entries()) {
    const rule = operatorRules[operator.name];
    const at = `operator ${index} (${operator.name})`;
    if (!rule) {
      if (!refused.has(operator.name)) {
        const list = supportedOperators.join(', ');
        const first = model.tensors[operator.outputs[0] ?? -1]?.name ?? '';
        wrong(
          at,
          `${operator.name} is not supported (operator ${index}, which makes tensor ${first}). Supported are ${list}.`,
        );
      }
      refused.add(operator.name);
      continue;
    }
    reader.begin(operator);
    attempt(
      () => rule(reader),
      (why) => wrong(at, `${operator.name} (operator ${index}): ${why}.`),
    );
  }
  let graph: Graph | null = null;
  attempt(
    () => {
      graph = reader.graph();
    },
    (why) => wrong(file, `${file}: ${why}.`),
  );
  return graph;
}

/** What reads the tensors of a refused operator is neither right nor wrong: passed over. */
function attempt(work: () => void, onRefusal: (why: string) => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof Unknown) return;
    if (error instanceof Refusal) onRefusal(error.message);
    else if (error instanceof Failure) onRefusal(error.message.replace(/\.$/, ''));
    else throw error;
  }
}

/** `models/kws_ref_model.tflite` to `kws_ref_model`, a C identifier. */
function nameOf(file: string): string {
  const base = file
    .split(/[/\\]/)
    .at(-1)!
    .replace(/\.tflite$/i, '');
  const clean = base.replace(/[^A-Za-z0-9_]/g, '_');
  return /^[A-Za-z]/.test(clean) ? clean : `network_${clean}`;
}
