import {
  address,
  binary,
  blank,
  call,
  type Declaration,
  type Expression,
  int,
  member,
  name,
  type Parameter,
  perform,
  type Statement,
  type,
} from '../c/tree.ts';
import { firstLinesNeeded, lineBytes } from '../plan/stream.ts';
import type { StreamKernel, StreamSource } from './kernel.ts';
import { describeStep, type LayerNames } from './library.ts';

type StreamLayer = StreamKernel['layers'][number];

/** How the function is called that does all layers of a stream. */
export function streamName({ layers }: StreamKernel): string {
  return `${layers[0]!.name}_to_${layers.at(-1)!.name}`;
}

export function describeStream({ layers }: StreamKernel): string {
  return `${layers[0]!.name} to ${layers.at(-1)!.name}: together, a few lines at a time`;
}

/** One function for each layer, which makes some of its rows, and one that calls them in turn. */
export function streamDeclarations(
  kernel: StreamKernel,
  names: ReadonlyMap<string, LayerNames>,
): Declaration[] {
  const { axis } = kernel;
  const lines = kernel.layers.flatMap((layer) => [
    {
      kind: 'comment',
      text: `${describeStep(layer)}${axis === 0 ? ': its rows' : ': its columns'} up to \`end\`.`,
    } as const,
    linesFunction(layer, names.get(layer.name)!.config, axis),
    blank,
  ]);
  return [...lines, wholeFunction(kernel), blank];
}

function linesFunction(
  layer: StreamLayer,
  config: string,
  axis: StreamKernel['axis'],
): Declaration {
  const inputs = inputNames(layer);
  const lines = type.view('thimble_lines_s8');
  const { kernel } = layer;
  const at = (of: string, row: Expression) => call('thimble_lines_at_s8', name(of), row);
  const done = member('output', 'end');
  const sliding = kernel.rows === 'sliding';
  const first: Statement = {
    kind: 'declare',
    type: { base: 'int32_t', constant: true },
    name: 'first',
    value: call(
      axis === 0 ? 'thimble_lines_slide_down' : 'thimble_lines_slide_along',
      address('rows.sliding'),
      name('input'),
      name('output'),
      name('end'),
    ),
  };
  const wide =
    kernel.rows === 'size'
      ? member('output', 'line_bytes')
      : int(axis === 0 ? layer.to.shape[1]! : 1);
  const count = binary(binary(name('end'), '-', done), '*', wide);
  const field = kernel.rows === 'size' ? 'size' : 'pixels';
  const size = perform(binary({ kind: 'member', of: 'rows', arrow: false, field }, '=', count));
  const from = inputs.map((input) => at(input, sliding ? name('first') : done));
  const scratch = kernel.scratch ? [name('scratch')] : [];
  return {
    kind: 'function',
    type: type.void,
    name: `${layer.name}_lines_to`,
    parameters: [
      ...inputs.map((input): Parameter => ({ type: lines, name: input })),
      { type: type.int32, name: 'end' },
      ...(kernel.scratch ? [{ type: type.pointer('int8_t'), name: 'scratch' }] : []),
      { type: type.pointer('thimble_lines_s8'), name: 'output' },
    ],
    local: true,
    body: [
      { kind: 'if', test: binary(done, '>=', name('end')), body: [{ kind: 'return' }] },
      {
        kind: 'declare',
        type: { base: kernel.data.config!.type },
        name: 'rows',
        value: name(config),
      },
      sliding ? first : size,
      perform(call(kernel.callee, address('rows'), ...from, ...scratch, at('output', done))),
      perform(binary(done, '=', name('end'))),
    ],
  };
}

function inputNames({ inputs }: StreamLayer): string[] {
  return inputs.length === 1 ? ['input'] : inputs.map((_, i) => `input_${i}`);
}

/** Every turn each layer makes the lines that the layers after it need for some more of the last. */
function wholeFunction(kernel: StreamKernel): Declaration {
  const { layers, turns, scratch, axis } = kernel;
  const inputs = new Map<number, { shape: readonly number[] }>();
  for (const { inputs: sources, from } of layers) {
    for (const [i, source] of sources.entries()) {
      if ('input' in source) inputs.set(source.input, from[i]!);
    }
  }
  const lines = (own: string, value: Expression): Statement => {
    return { kind: 'declare', type: { base: 'thimble_lines_s8' }, name: own, value };
  };
  const bytes = (shape: readonly number[]) => int(lineBytes({ shape }, axis));
  const shared = Math.max(...layers.map((layer) => layer.kernel.scratch?.bytes ?? 0));
  const scratchAt = shared > 0 ? plus('lines', scratch.bytes - shared) : name('NULL');
  const pictures = [...inputs.keys()].toSorted((a, b) => a - b);
  return {
    kind: 'function',
    type: type.void,
    name: streamName(kernel),
    parameters: [
      ...pictures.map((i): Parameter => ({ type: type.view('int8_t'), name: `picture_${i}` })),
      { type: type.pointer('int8_t'), name: 'lines' },
      { type: type.pointer('int8_t'), name: 'output' },
    ],
    local: true,
    body: [
      ...pictures.map((i) => {
        const { shape } = inputs.get(i)!;
        // Lines may be written, a picture from outside never is.
        const of = name(`picture_${i}`);
        const rows: Expression = { kind: 'cast', type: type.pointer('int8_t'), of };
        const whole = [rows, bytes(shape), int(shape[axis]!)];
        return lines(inputLines(i), call('thimble_lines_whole_s8', ...whole));
      }),
      ...layers.map((layer) => {
        const place = layer.lines ? plus('lines', layer.lines.offset) : name('output');
        return lines(
          layerLines(layer),
          call('thimble_lines_none_s8', place, bytes(layer.to.shape)),
        );
      }),
      {
        kind: 'count',
        name: 'turn',
        from: int(1),
        below: int(turns + 1),
        body: layers.flatMap((layer) => turnStatements(kernel, layer, scratchAt)),
      },
    ],
  };
}

function turnStatements(
  { layers, turns: count, axis }: StreamKernel,
  layer: StreamLayer,
  scratch: Expression,
): Statement[] {
  const { perTurn, ahead, to, inputs } = layer;
  const turns = perTurn === 1 ? name('turn') : binary(int(perTurn), '*', name('turn'));
  const wish = ahead === 0 ? turns : binary(turns, ahead < 0 ? '-' : '+', int(Math.abs(ahead)));
  const all = to.shape[axis]!;
  const exact = ahead === 0 && perTurn * count === all;
  const end = exact ? wish : call('thimble_clamp', wish, int(0), int(all));
  const sources = inputs.map((source) => address(sourceLines(layers, source)));
  const room = layer.kernel.scratch ? [scratch] : [];
  const output = address(layerLines(layer));
  const drops = [...new Set(inputs.flatMap((one) => ('layer' in one ? [one.layer] : [])))];
  return [
    perform(call(`${layer.name}_lines_to`, ...sources, end, ...room, output)),
    ...drops.map((at) => {
      const rows = firstLinesNeeded(layers, at, axis).map(({ reader, stride, before }) => {
        const made: Expression = {
          kind: 'member',
          of: layerLines(layers[reader]!),
          arrow: false,
          field: 'end',
        };
        const scaled = stride === 1 ? made : binary(made, '*', int(stride));
        return before === 0 ? scaled : binary(scaled, '-', int(before));
      });
      const row = rows.reduce((one, other) => call('thimble_lines_both', one, other));
      return perform(call('thimble_lines_drop_s8', address(layerLines(layers[at]!)), row));
    }),
  ];
}

function sourceLines(layers: readonly StreamLayer[], source: StreamSource): string {
  return 'layer' in source ? layerLines(layers[source.layer]!) : inputLines(source.input);
}

function layerLines({ name: own }: StreamLayer): string {
  return `${own}_lines`;
}

function inputLines(input: number): string {
  return `picture_${input}_lines`;
}

function plus(base: string, offset: number): Expression {
  return offset === 0 ? name(base) : binary(name(base), '+', int(offset));
}
