import { emitRows } from './convolution.ts';
import { emitGru, emitGruGradient, gruGates } from './gru.ts';
import { emitTurnedPanels } from './input-gradient.ts';
import type { LayerRule } from './layers.ts';
import { emitLstm, emitLstmGradient, lstmGates } from './lstm.ts';
import { bytesOf } from './picture.ts';
import { type Buffer, paddedTo8 } from './program.ts';
import type { RecurrentSizes } from './recurrent.ts';
import { claim, type Site, type Value } from './site.ts';
import { emitColumnSums, emitRowsGradient } from './weight-gradient.ts';

/** Examples that go through time together: rows enough for the products with the state before. */
const together = 24;

/**
 * The products with the input are made for all steps at once, those with the state before step by
 * step (see gru.ts and lstm.ts). Each gate's sums lie where its values and then its slopes will.
 */
interface Gate {
  /** Of its memory. */
  readonly name: string;
  /** Before the names of its weights. */
  readonly field: string;
  /** Memory of the slope of its product with the state, where that is another one. */
  readonly around?: string;
}

const gatesOfGru: readonly Gate[] = gruGates.map((name) => ({
  name,
  field: name,
  ...(name === 'candidate' && { around: 'inner' }),
}));
const gruMemory = [...gruGates, 'past', 'inner'] as const;

export const gruRule: LayerRule<'gru'> = {
  forward(_op, site) {
    const { program, output, layer, memory } = site;
    throughGates(site, gatesOfGru, gruMemory);
    const touched = [...memory.values(), output.data];
    const emit: Emit = (f, share) => {
      const panels = recordOf(gruGates, (gate) => site.held(`${gate}.recurrent`).at);
      const recurrentBias = site.held('recurrentBias').at;
      const the = { panels, recurrentBias, output: output.data.address };
      emitGru(f, share, addressesOf(site, gruMemory), sizesOf(site), the);
    };
    program.phase(program.forward, layer, touched, emit, { atOnce: together });
  },
  backward(_op, site) {
    const { program, output, layer, memory } = site;
    const { used, cells } = sizesOf(site);
    const dy = output.gradient!;
    const back = program.buffer(cells * 4);
    const panels = recordOf(gruGates, (gate) => turnedPanels(site, `${gate}.recurrent`, used));
    const emit: Emit = (f, share) => {
      const the = { panels, dy: dy.address, back: back.address };
      emitGruGradient(f, share, addressesOf(site, gruMemory), sizesOf(site), the);
    };
    const touched = [...memory.values(), dy, back];
    program.phase(program.backward, layer, touched, emit, { atOnce: together });
    fromSlopes(site, gatesOfGru);
    const inner = memory.get('inner')!;
    program.phase(program.backward, `${layer} bias`, [inner], (f, share) => {
      const { gradient } = site.held('recurrentBias');
      const { rowsEach, columns } = productOf(site);
      emitColumnSums(f, share, inner.address, gradient, { rowsEach, columns });
    });
  },
};

const gatesOfLstm: readonly Gate[] = lstmGates.map((name) => ({ name, field: `gates.${name}` }));
const lstmMemory = [...lstmGates, 'past', 'kept', 'bent'] as const;

/** Without a clipped cell: see `canCompile`. */
export const lstmRule: LayerRule<'lstm'> = {
  forward(_op, site) {
    const { program, output, layer, memory } = site;
    throughGates(site, gatesOfLstm, lstmMemory);
    const touched = [...memory.values(), output.data];
    const emit: Emit = (f, share) => {
      const panels = recordOf(lstmGates, (gate) => site.held(`gates.${gate}.recurrent`).at);
      const the = { panels, output: output.data.address };
      emitLstm(f, share, addressesOf(site, lstmMemory), sizesOf(site), the);
    };
    program.phase(program.forward, layer, touched, emit, { atOnce: together });
  },
  backward(_op, site) {
    const { program, output, layer, memory } = site;
    const { used, cells } = sizesOf(site);
    const dy = output.gradient!;
    const [back, cellBack] = [program.buffer(cells * 4), program.buffer(cells * 4)];
    const turned = (gate: string) => turnedPanels(site, `gates.${gate}.recurrent`, used);
    const panels = recordOf(lstmGates, turned);
    const emit: Emit = (f, share) => {
      const rows = { back: back.address, cellBack: cellBack.address };
      const the = { panels, dy: dy.address, ...rows };
      emitLstmGradient(f, share, addressesOf(site, lstmMemory), sizesOf(site), the);
    };
    const touched = [...memory.values(), dy, back, cellBack];
    program.phase(program.backward, layer, touched, emit, { atOnce: together });
    fromSlopes(site, gatesOfLstm);
  },
};

type Emit = Parameters<Site['program']['phase']>[3];

/** Every gate's sums with the input, at all steps. */
function throughGates(site: Site, gates: readonly Gate[], kept: readonly string[]): void {
  const { program, output, layer, memory } = site;
  const [input] = site.inputs as [Value];
  for (const name of kept) memory.set(name, program.buffer(bytesOf(output.picture)));
  const size = productOf(site);
  for (const { name, field } of gates) {
    const made = memory.get(name)!;
    program.phase(program.forward, `${layer} ${name}`, [input.data, made], (f, share) => {
      const [panels, bias] = [site.held(`${field}.weight`).at, site.held(`${field}.bias`).at];
      const places = { source: input.data.address, target: made.address, panels, bias };
      emitRows(f, program, share, { ...places, adds: false, activation: 'none' }, size);
    });
  }
}

/** The gradients of each gate's weights and of the input, from the slopes at all steps. */
function fromSlopes(site: Site, gates: readonly Gate[]): void {
  const { program, layer, memory } = site;
  const [input] = site.inputs as [Value];
  const size = productOf(site);
  const { used, cells } = sizesOf(site);
  const past = memory.get('past')!;
  for (const { name, field, around: other } of gates) {
    const slope = memory.get(name)!;
    const around = memory.get(other ?? name)!;
    const touched = [input.data, past, slope, around];
    program.phase(program.backward, `${layer} ${name} weights`, touched, (f, share) => {
      const gradient = (part: string) => site.held(`${field}.${part}`).gradient;
      const x = { x: input.data.address, dy: slope.address, gradient: gradient('weight') };
      emitRowsGradient(f, program, share, x, size);
      const h = { x: past.address, dy: around.address, gradient: gradient('recurrent') };
      emitRowsGradient(f, program, share, h, { ...size, depth: used, sourceStep: cells * 4 });
      emitColumnSums(f, share, slope.address, gradient('bias'), size);
    });
    if (input.learns) inputGradient(site, input, slope, `${field}.weight`);
  }
}

function inputGradient(site: Site, input: Value, slope: Buffer, field: string): void {
  const { program, layer } = site;
  const { rowsEach, depth, columns } = productOf(site);
  const size = { rowsEach, depth: columns, sourceStep: columns * 4, columns: paddedTo8(depth) };
  const panels = turnedPanels(site, field, depth);
  const { to, adds } = claim(site, input);
  program.phase(program.backward, `${layer} input`, [slope, to], (f, share) => {
    const places = { source: slope.address, target: to.address, panels, bias: null };
    emitRows(f, program, share, { ...places, adds, activation: 'none' }, size);
  });
}

/** Sizes of the products with the input. */
function productOf({ inputs, output }: Site) {
  const { used, width, height, channels } = inputs[0]!.picture;
  const columns = output.picture.channels;
  return { rowsEach: width * height, depth: used, sourceStep: channels * 4, columns };
}

function sizesOf({ output }: Site): RecurrentSizes {
  const { width, used, channels } = output.picture;
  return { time: width, used, cells: channels };
}

function addressesOf<Name extends string>({ memory }: Site, names: readonly Name[]) {
  return recordOf(names, (name) => memory.get(name)!.address);
}

function recordOf<Name extends string>(
  names: readonly Name[],
  numberOf: (name: Name) => number,
): Record<Name, number> {
  const entries = names.map((name) => [name, numberOf(name)] as const);
  return Object.fromEntries(entries) as Record<Name, number>;
}

/** The address of a gate's weights as the way back wants them, made anew whenever they have changed. */
function turnedPanels(site: Site, field: string, depth: number): number {
  const { program, layer, output } = site;
  const outputs = output.picture.channels;
  const target = program.fixed(paddedTo8(depth) * outputs * 4);
  const size = { taps: 1, depth, outputs, way: 'turned' } as const;
  program.prepare(layer, (f) => emitTurnedPanels(f, site.held(field).at, target, size));
  return target;
}
