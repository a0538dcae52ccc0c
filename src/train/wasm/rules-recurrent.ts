import { emitRows } from './convolution.ts';
import { emitTurnedPanels } from './input-gradient.ts';
import type { LayerRule } from './layers.ts';
import { bytesOf } from './picture.ts';
import { type Buffer, paddedTo8 } from './program.ts';
import { emitGru, emitGruGradient, type GruMemory, type GruSizes } from './recurrent.ts';
import { claim, type Site, type Value } from './site.ts';
import { emitColumnSums, emitRowsGradient } from './weight-gradient.ts';

const gates = ['update', 'reset', 'candidate'] as const;
const kept = ['past', ...gates, 'inner'] as const;

/** Examples that go through time together: rows enough for the products with the state before. */
const together = 24;

/**
 * The products with the input are made for all steps at once, those with the state before step by
 * step (see recurrent.ts).
 */
export const gruRule: LayerRule<'gru'> = {
  forward(_op, site) {
    const { program, output, layer, memory } = site;
    const [input] = site.inputs as [Value];
    for (const name of kept) memory.set(name, program.buffer(bytesOf(output.picture)));
    const size = { ...sizesOf(site), sourceStep: input.picture.channels * 4 };
    for (const gate of gates) {
      const made = memory.get(gate)!;
      program.phase(program.forward, `${layer} ${gate}`, [input.data, made], (f, share) => {
        const [panels, bias] = [site.held(`${gate}.weight`).at, site.held(`${gate}.bias`).at];
        const places = { source: input.data.address, target: made.address, panels, bias };
        emitRows(f, share, { ...places, adds: false, activation: 'none' }, size);
      });
    }
    const touched = [...memory.values(), output.data];
    program.phase(
      program.forward,
      layer,
      touched,
      (f, share) => {
        const panels = panelsOf((gate) => site.held(`${gate}.recurrent`).at);
        const recurrentBias = site.held('recurrentBias').at;
        const the = { panels, recurrentBias, output: output.data.address };
        emitGru(f, share, memoryOf(site), gruSizesOf(site), the);
      },
      { atOnce: together },
    );
  },
  backward(_op, site) {
    throughTime(site);
    weightGradients(site);
    inputGradient(site);
  },
};

/** From the gradient by the states to the slopes of the gates. */
function throughTime(site: Site): void {
  const { program, output, layer, memory } = site;
  const { used, cells } = gruSizesOf(site);
  const dy = output.gradient!;
  const back = program.buffer(cells * 4);
  const panels = panelsOf((gate) => turnedPanels(site, `${gate}.recurrent`, used));
  program.phase(
    program.backward,
    layer,
    [...memory.values(), dy, back],
    (f, share) => {
      const the = { panels, dy: dy.address, back: back.address };
      emitGruGradient(f, share, memoryOf(site), gruSizesOf(site), the);
    },
    { atOnce: together },
  );
}

function weightGradients(site: Site): void {
  const { program, layer, memory } = site;
  const [input] = site.inputs as [Value];
  const { rowsEach, depth, columns } = sizesOf(site);
  const [past, inner] = [memory.get('past')!, memory.get('inner')!];
  const { used, cells } = gruSizesOf(site);
  for (const gate of gates) {
    const slope = memory.get(gate)!;
    const around = gate === 'candidate' ? inner : slope;
    const touched = [input.data, past, slope, around];
    program.phase(program.backward, `${layer} ${gate} weights`, touched, (f, share) => {
      const gradient = (field: string) => site.held(`${gate}.${field}`).gradient;
      const sourceStep = input.picture.channels * 4;
      const x = { x: input.data.address, dy: slope.address, gradient: gradient('weight') };
      emitRowsGradient(f, share, x, { rowsEach, depth, sourceStep, columns });
      const h = { x: past.address, dy: around.address, gradient: gradient('recurrent') };
      emitRowsGradient(f, share, h, { rowsEach, depth: used, sourceStep: cells * 4, columns });
      emitColumnSums(f, share, slope.address, gradient('bias'), { rowsEach, columns });
    });
  }
  program.phase(program.backward, `${layer} bias`, [inner], (f, share) => {
    const { gradient } = site.held('recurrentBias');
    emitColumnSums(f, share, inner.address, gradient, { rowsEach, columns });
  });
}

function inputGradient(site: Site): void {
  const { program, layer, memory } = site;
  const [input] = site.inputs as [Value];
  if (!input.learns) return;
  const { rowsEach, depth, columns } = sizesOf(site);
  const size = { rowsEach, depth: columns, sourceStep: columns * 4, columns: paddedTo8(depth) };
  for (const gate of gates) {
    const slope: Buffer = memory.get(gate)!;
    const panels = turnedPanels(site, `${gate}.weight`, depth);
    const { to, adds } = claim(site, input);
    program.phase(program.backward, `${layer} ${gate} input`, [slope, to], (f, share) => {
      const places = { source: slope.address, target: to.address, panels, bias: null };
      emitRows(f, share, { ...places, adds, activation: 'none' }, size);
    });
  }
}

/** Of the products with the input. */
function sizesOf({ inputs, output }: Site) {
  const { used, width, height } = inputs[0]!.picture;
  return { rowsEach: width * height, depth: used, columns: output.picture.channels };
}

function gruSizesOf({ output }: Site): GruSizes {
  const { width, used, channels } = output.picture;
  return { time: width, used, cells: channels };
}

function memoryOf({ memory }: Site): GruMemory {
  const address = (name: (typeof kept)[number]) => memory.get(name)!.address;
  return {
    past: address('past'),
    update: address('update'),
    reset: address('reset'),
    candidate: address('candidate'),
    inner: address('inner'),
  };
}

function panelsOf(of: (gate: (typeof gates)[number]) => number) {
  return { update: of('update'), reset: of('reset'), candidate: of('candidate') };
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
