import { Failure } from '../../base/failure.ts';
import type { Op, OpOf, Pad } from '../../graph/op.ts';
import type { WeightedOp } from '../../graph/weight-grid.ts';
import {
  emitConvolution,
  emitRows,
  isPointwise,
  type Product,
  rowsScratch,
} from './convolution.ts';
import { emitMasked } from './elementwise.ts';
import { emitGridMask, emitNearWeights, weightRowsOf } from './fake-quantize.ts';
import {
  emitInputGradient,
  emitTurnedPanels,
  inputGradientScratch,
  type Way,
  wayOf,
} from './input-gradient.ts';
import type { LayerRule } from './layers.ts';
import {
  borderBytes,
  bytesOf,
  type Picture,
  pixelsOf,
  type Sliding,
  staysInside,
} from './picture.ts';
import { type Buffer, paddedTo8 } from './program.ts';
import { claim, type Site, type Value } from './site.ts';
import {
  emitSparseGradient,
  emitSparseRows,
  isWorthSparing,
  type RowSizes,
  sparseScratch,
  sparseTables,
} from './sparse.ts';
import { blockScratch } from './through-norm.ts';
import {
  emitColumnSums,
  emitConvolutionGradient,
  emitRowsGradient,
  gradientRows,
  type WeightGradient,
} from './weight-gradient.ts';
import { emitWinograd, emitWinogradGradient, winogradAtOnce, winogradScratch } from './winograd.ts';
import { emitWinogradFilters, winogradFilterBytes } from './winograd-filters.ts';
import { type WinogradPlace, winogradBackOf, winogradOf } from './winograd-form.ts';

/** y = W x + b for every example: rows of a matrix product. */
export const denseRule: LayerRule<'dense'> = {
  forward(op, site) {
    if (site.inputShape.length !== 1) {
      const sentence = `Layer ${site.layer} (dense) cannot be trained: give it one row of values, with a reshape before it.`;
      throw new Failure('bad-graph', sentence);
    }
    prepareGrid(op, site);
    rowsForward(site, rowSizes(site.inputs[0]!.picture, site));
  },
  backward(op, site) {
    rowsBackward(site, rowSizes(site.inputs[0]!.picture, site));
    maskGrid(op, site);
  },
};

function rowSizes({ used, channels }: Picture, { output }: Site): RowSizes {
  const columns = output.picture.channels;
  return { rowsEach: 1, depth: used, sourceStep: channels * 4, columns };
}

function pixelSizes(picture: Picture, { output }: Site): RowSizes {
  const { channels } = picture;
  const columns = output.picture.channels;
  return { rowsEach: pixelsOf(picture), depth: channels, sourceStep: channels * 4, columns };
}

export const convolutionRule: LayerRule<'conv2d'> = {
  forward(op, site) {
    prepareGrid(op, site);
    const { program, output, layer } = site;
    const [input] = site.inputs as [Value];
    const place = placeOf(op, input.picture, output.picture);
    if (isPointwise(place.slide, place.from, place.to)) {
      rowsForward(site, pixelSizes(input.picture, site));
      return;
    }
    const quick = winogradOf(place);
    if (quick) {
      const panels = winogradFilters(site, weightsOf(site), quick);
      program.phase(
        program.forward,
        layer,
        [input.data, output.data],
        (f, share) => emitWinograd(f, program, share, { ...outward(site, input), panels }, quick),
        { atOnce: winogradAtOnce(quick) },
      );
      return;
    }
    program.needScratch(borderBytes(place.from, place.to, place.slide));
    program.phase(program.forward, layer, [input.data, output.data], (f, share) =>
      emitConvolution(f, program, share, outward(site, input), place),
    );
  },
  backward(op, site) {
    convolutionBackward(op, site);
    maskGrid(op, site);
  },
};

function convolutionBackward(op: OpOf<'conv2d'>, site: Site): void {
  const { program, output, layer } = site;
  const [input] = site.inputs as [Value];
  const place = placeOf(op, input.picture, output.picture);
  if (isPointwise(place.slide, place.from, place.to)) {
    rowsBackward(site, pixelSizes(input.picture, site));
    return;
  }
  const dy = output.gradient!;
  maskAndBias(site, pixelsOf(output.picture));
  const tiled = winogradOf(place);
  program.phase(
    program.backward,
    `${layer} weights`,
    [input.data, dy],
    (f, share) => {
      const made = gradientOf(site, input, dy);
      if (tiled) emitWinogradGradient(f, program, share, made, tiled);
      else emitConvolutionGradient(f, program, share, made, place);
    },
    { whole: tiled !== null },
  );
  if (!input.learns) return;
  const quick = winogradBackOf(place);
  const turned = turnedPanels(site, {
    taps: place.slide.kernel[0] * place.slide.kernel[1],
    depth: input.picture.channels,
    outputs: output.picture.channels,
    way: quick ? 'turned' : wayOf(place.slide),
  });
  const { to, adds } = claim(site, input);
  const panels = quick ? winogradFilters(site, turned, quick) : turned;
  program.needScratch(inputGradientScratch(place.from, place.to, place.slide));
  program.phase(
    program.backward,
    `${layer} input`,
    [dy, to],
    (f, share) => {
      const product = inward(dy, to, panels, adds);
      if (quick) emitWinograd(f, program, share, product, quick);
      else emitInputGradient(f, program, share, product, place);
    },
    { atOnce: quick ? winogradAtOnce(quick) : 1 },
  );
}

/** The address of filters made from panels, anew whenever those have changed. */
function winogradFilters(site: Site, panels: number, place: WinogradPlace): number {
  const { program, layer } = site;
  const [channels, columns] = [place.from.channels, place.to.channels];
  program.needScratch(winogradScratch(place));
  const target = program.fixed(winogradFilterBytes(channels, columns));
  program.prepare(layer, (f) =>
    emitWinogradFilters(f, place.form.filter, panels, target, { channels, columns }),
  );
  return target;
}

function rowsForward(site: Site, sizes: RowSizes): void {
  const { program, output, layer } = site;
  const [input] = site.inputs as [Value];
  const tables = sparseTablesOf(site, sizes);
  program.needScratch(rowsScratch({ ...sizes, through: input.through }));
  program.phase(program.forward, layer, [input.data, output.data], (f, share) => {
    const product = outward(site, input);
    if (tables === null) emitRows(f, program, share, product, sizes);
    else emitSparseRows(f, program, share, product, { ...sizes, tables });
  });
}

/**
 * Where the layer's input has many zeros and is large enough to leave them out: its constants. Tiles
 * of joined vectors multiply by the zeros in less time than it takes to find them.
 */
function sparseTablesOf({ program, inputs, notes }: Site, sizes: RowSizes): number | null {
  if (program.wide || !inputs[0]!.rectified || !isWorthSparing(sizes)) return null;
  program.needScratch(sparseScratch({ ...sizes, through: inputs[0]!.through }));
  const tables = notes.get('sparse') ?? sparseTables(program);
  notes.set('sparse', tables);
  return tables;
}

function rowsBackward(site: Site, sizes: RowSizes): void {
  const { program, output, layer } = site;
  const [input] = site.inputs as [Value];
  const dy = output.gradient!;
  maskAndBias(site, sizes.rowsEach);
  const tables = sparseTablesOf(site, sizes);
  program.needScratch(blockScratch({ ...sizes, through: input.through }, gradientRows));
  program.phase(program.backward, `${layer} weights`, [input.data, dy], (f, share) => {
    const made = gradientOf(site, input, dy);
    if (tables === null) emitRowsGradient(f, program, share, made, sizes);
    else emitSparseGradient(f, program, share, made, { ...sizes, tables });
  });
  if (!input.learns) return;
  const { rowsEach, depth, columns } = sizes;
  const panels = turnedPanels(site, { taps: 1, depth, outputs: columns, way: 'turned' });
  const { to, adds } = claim(site, input);
  program.phase(program.backward, `${layer} input`, [dy, to], (f, share) => {
    const back = { rowsEach, depth: columns, sourceStep: columns * 4, columns: paddedTo8(depth) };
    emitRows(f, program, share, inward(dy, to, panels, adds), back);
  });
}

/** The address of the weights that the layer runs on: those of its grid, where it has one. */
export function weightsOf(site: Site): number {
  return site.notes.get('near') ?? site.held('weight').at;
}

/** Makes the weights that stand on the layer's grid whenever those between them have moved. */
export function prepareGrid(op: WeightedOp, site: Site): void {
  const { grid } = op;
  if (!grid) return;
  const { program, layer } = site;
  const padded = new Float32Array(paddedTo8(grid.scales.length)).fill(1);
  padded.set(grid.scales);
  const scales = program.constant(padded);
  const weights = site.held('weight');
  const near = program.fixed(weights.bytes);
  site.notes.set('scales', scales).set('near', near);
  program.prepare(layer, (f) => {
    const rows = weightRowsOf(op, weights.floats);
    emitNearWeights(f, { weights: weights.at, near, scales }, rows, grid.bits);
  });
}

/** A weight beyond the grid is not moved further out. */
export function maskGrid(op: WeightedOp, site: Site): void {
  const { grid } = op;
  if (!grid) return;
  const { program, layer } = site;
  program.phase(
    program.backward,
    `${layer} grid`,
    [],
    (f, share) => {
      const weights = site.held('weight');
      const places = { weights: weights.at, gradient: weights.gradient };
      const scales = site.notes.get('scales')!;
      emitGridMask(f, share, { ...places, scales }, weightRowsOf(op, weights.floats), grid.bits);
    },
    { whole: true },
  );
}

/** What a layer makes of its input, by weights and bias. */
function outward(site: Site, input: Value): Product {
  return {
    source: input.data.address,
    through: input.through,
    target: site.output.data.address,
    panels: weightsOf(site),
    bias: site.held('bias').at,
    adds: false,
    activation: site.activation,
  };
}

/** What the gradient of a layer's weights is made from. */
export function gradientOf(site: Site, { data, through }: Value, dy: Buffer): WeightGradient {
  return { x: data.address, through, dy: dy.address, gradient: site.held('weight').gradient };
}

function inward(dy: Buffer, dx: Buffer, panels: number, adds: boolean): Product {
  const places = { source: dy.address, target: dx.address, panels };
  return { ...places, bias: null, adds, activation: 'none' };
}

/** Takes from dy what the activation does not let through, and sums the bias's gradient. */
export function maskAndBias(site: Site, rowsEach: number): void {
  const { program, output, layer, activation } = site;
  const dy = output.gradient!;
  if (activation !== 'none') {
    program.phase(program.backward, `${layer} activation`, [output.data, dy], (f, share) => {
      const places = { dy: dy.address, target: dy.address, y: output.data.address };
      const bytesEach = bytesOf(output.picture);
      emitMasked(f, share, { ...places, adds: false, bytesEach, activation });
    });
  }
  if (site.biasIsVain) return;
  program.phase(program.backward, `${layer} bias`, [dy], (f, share) => {
    const size = { rowsEach, columns: output.picture.channels };
    emitColumnSums(f, share, dy.address, site.held('bias').gradient, size);
  });
}

/** The address of the weights as the way back wants them; made anew whenever they have changed. */
function turnedPanels(
  site: Site,
  size: { taps: number; depth: number; outputs: number; way: Way },
): number {
  const { program, layer } = site;
  const target = program.fixed(size.taps * paddedTo8(size.depth) * size.outputs * 4);
  program.prepare(layer, (f) => emitTurnedPanels(f, weightsOf(site), target, size));
  return target;
}

/**
 * Whether a layer can read its input through a batch norm: where it copies the picture inside a border
 * anyway, or goes through it row by row.
 */
export function readsThrough(op: Op, from: Picture, to: Picture): boolean {
  if (op.kind !== 'conv2d' && op.kind !== 'depthwise2d') return false;
  if (op.kind === 'depthwise2d' && op.multiplier > 1) return false;
  const { slide } = placeOf(op, from, to);
  if (!staysInside(from, to, slide)) return true;
  return op.kind === 'conv2d' && isPointwise(slide, from, to);
}

export function placeOf(
  op: { stride: OpOf<'conv2d'>['stride']; dilation: OpOf<'conv2d'>['dilation']; pad: Pad } & {
    weight: { shape: readonly number[] };
    kind: 'conv2d' | 'depthwise2d';
  },
  from: Picture,
  to: Picture,
): { from: Picture; to: Picture; slide: Sliding } {
  const { stride, dilation, pad, weight, kind } = op;
  const [height, width] = weight.shape.slice(kind === 'conv2d' ? 1 : 0) as [number, number];
  const { top, left } = pad;
  return { from, to, slide: { kernel: [height, width], stride, dilation, top, left } };
}
