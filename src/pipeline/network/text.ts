import type { TfliteReading } from '../../formats/tflite/read.ts';
import { describeGraphValue, printGraph } from '../../graph/print.ts';
import type { NetworkProfile } from './profile.ts';

/** A profile as text: the whole, then a row for each layer. */
export function profileText(profile: NetworkProfile): string {
  const { counted, core, instructions, macs, layers, cases, identical } = profile;
  const about = counted ? '' : '≈';
  const flash =
    profile.codeBytes === null
      ? `${whole(profile.modelBytes)} bytes of model; --run builds it and tells the code`
      : `${whole(profile.flashBytes!)} bytes: model ${whole(profile.modelBytes)}, code ${whole(profile.codeBytes)}`;
  const ram =
    profile.ramBytes === null
      ? `arena ${whole(profile.arenaBytes)} bytes, state ${whole(profile.stateBytes)}; and the stack`
      : `${whole(profile.ramBytes)} bytes: arena ${whole(profile.arenaBytes)}, state ${whole(profile.stateBytes)}, stack ${whole(profile.stackBytes!)}`;
  const perMac =
    macs > 0 ? `, ${(instructions / macs).toFixed(2)} for each multiply-accumulate` : '';
  return `${[
    `${profile.model} on ${core}, optimised for ${profile.optimise}, ${profile.rounding} rounding${profile.kernels === 'c' ? ', kernels in C' : ''}`,
    `  run     ${about}${whole(instructions)} instructions${perMac} (${counted ? profile.machine : estimatedOf(profile)})`,
    `  RAM     ${ram}`,
    `  flash   ${flash}`,
    `  answers ${identical} of ${cases} identical to ${profile.comparedWith === 'vectors' ? 'the vectors' : "the studio's"}${profile.firstDifference ? `; the first other one: ${profile.firstDifference}` : ''}`,
    '',
    ...table([
      [
        'layer',
        'operation',
        'output',
        'MACs',
        'instructions',
        'insn/MAC',
        'arena',
        'constants',
        'kernel',
      ],
      ...layers.map((layer) => [
        layer.name,
        layer.kind,
        layer.output.join('×') || '1',
        whole(layer.macs),
        layer.instructions === null ? '┐' : about + whole(layer.instructions),
        layer.instructions === null || layer.macs === 0
          ? ''
          : (layer.instructions / layer.macs).toFixed(2),
        whole(layer.arenaBytes),
        whole(layer.constantBytes),
        layer.kernel,
      ]),
    ]),
  ].join('\n')}\n`;
}

/** Kernels in C are known by single layers alone, not by networks. */
function estimatedOf({ kernels }: NetworkProfile): string {
  return kernels === 'c' ? 'estimated, for kernels in C less closely' : 'estimated';
}

/** What stands in a .tflite file: its ends, its layers, and what is not supported. */
export function inspectionText(file: string, { graph, model, diagnostics }: TfliteReading): string {
  const lines = [`${file}: ${model.operators.length} operators, ${model.tensors.length} tensors`];
  if (model.description) lines.push(`  made by ${model.description}`);
  if (graph) {
    for (const id of graph.inputs) lines.push(`  input   ${describeGraphValue(graph.values[id]!)}`);
    for (const id of graph.outputs) {
      lines.push(`  output  ${describeGraphValue(graph.values[id]!)}`);
    }
    lines.push('', printGraph(graph));
  } else {
    const rows = model.operators.map(({ name, inputs, outputs }, i) => [
      String(i),
      name,
      inputs.map((id) => tensorText(model, id)).join(' + '),
      outputs.map((id) => tensorText(model, id)).join(' + '),
    ]);
    lines.push('', ...table([['', 'operator', 'from', 'to'], ...rows]));
  }
  if (diagnostics.length > 0)
    lines.push('', ...diagnostics.map(({ severity, message }) => `${severity}: ${message}`));
  return `${lines.join('\n')}\n`;
}

function tensorText({ tensors }: TfliteReading['model'], id: number): string {
  if (id < 0) return '-';
  const { type, shape } = tensors[id]!;
  return `${type}[${shape.join('×')}]`;
}

const numeric = /^≈?[\d\u00a0.]*$/;

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!.length)));
  const right = rows[0]!.map((_, c) =>
    rows.slice(1).every((row) => numeric.test(row[c]!) || row[c] === '┐'),
  );
  return rows.map((row) =>
    row
      .map((cell, c) => (right[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** 12 345 with thin groups, the same in every locale. */
function whole(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
}
