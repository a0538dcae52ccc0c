import type { OpOf } from '../../graph/op.ts';
import { activated } from './activation.ts';
import { emitConvolution } from './convolution.ts';
import { f32x4, i32, type Local } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import {
  emitInputGradient,
  emitTurnedPanels,
  inputGradientScratch,
  wayOf,
} from './input-gradient.ts';
import type { LayerRule } from './layers.ts';
import { borderBytes, type Picture, pixelsOf, type Sliding } from './picture.ts';
import type { Share } from './program.ts';
import { maskAndBias } from './rules-weighted.ts';
import { alignedInput, claim, type Site } from './site.ts';
import { emitConvolutionGradient } from './weight-gradient.ts';

/**
 * A transposed convolution is an ordinary one from its output to its input, gone the other way: out
 * as that one's gradient by its input, back as that one itself. Its weights are kept as those of the
 * ordinary one, in panels [inputs / 8][kernel height][kernel width][outputs][8].
 */
export const transposeRule: LayerRule<'transposeConv2d'> = {
  forward(op, site) {
    const { program, output, layer, activation } = site;
    const input = alignedInput(site);
    const place = placeOf(op, output.picture, input.picture);
    const size = {
      taps: op.weight.shape[1]! * op.weight.shape[2]!,
      depth: output.picture.channels,
      outputs: input.picture.channels,
      way: wayOf(place.slide),
    };
    const panels = program.fixed(size.taps * size.depth * size.outputs * 4);
    program.needScratch(inputGradientScratch(place.from, place.to, place.slide));
    program.prepare(layer, (f) => emitTurnedPanels(f, site.held('weight').at, panels, size));
    program.phase(program.forward, layer, [input.data, output.data], (f, share) => {
      const [source, target] = [input.data.address, output.data.address];
      const none = { bias: null, adds: false, activation: 'none' } as const;
      emitInputGradient(f, program, share, { source, target, panels, ...none }, place);
      emitBias(f, share, { target, bias: site.held('bias').at, activation }, output.picture);
    });
  },
  backward(op, site) {
    const { program, output, layer } = site;
    const input = alignedInput(site);
    const place = placeOf(op, output.picture, input.picture);
    const dy = output.gradient!;
    maskAndBias(site, pixelsOf(output.picture));
    program.needScratch(borderBytes(place.from, place.to, place.slide));
    program.phase(program.backward, `${layer} weights`, [input.data, dy], (f, share) => {
      const gradient = site.held('weight').gradient;
      const made = { x: dy.address, dy: input.data.address, gradient };
      emitConvolutionGradient(f, program, share, made, place);
    });
    if (!site.inputs[0]!.learns) return;
    const { to, adds } = claim(site, site.inputs[0]!);
    program.phase(program.backward, `${layer} input`, [dy, to], (f, share) => {
      const places = { source: dy.address, target: to.address, panels: site.held('weight').at };
      const product = { ...places, bias: null, adds, activation: 'none' } as const;
      emitConvolution(f, program, share, product, place);
    });
  },
};

function placeOf(op: OpOf<'transposeConv2d'>, from: Picture, to: Picture) {
  const [, height, width] = op.weight.shape as [number, number, number];
  const { top, left } = op.pad;
  const slide: Sliding = {
    kernel: [height, width],
    stride: op.stride,
    dilation: [1, 1],
    top,
    left,
  };
  return { from, to, slide };
}

/** target = activation(target + bias) */
function emitBias(
  f: FunctionBuilder,
  { from, to }: Share,
  { target, bias, activation }: { target: number; bias: number; activation: Site['activation'] },
  picture: Picture,
): void {
  const bytes = picture.channels * 4;
  const [row, group] = f.locals('i32', 2) as [Local<'i32'>, Local<'i32'>];
  const pixels = pixelsOf(picture);
  const last = f.let(i32.mul(to, pixels * bytes));
  f.range(row, i32.mul(from, pixels * bytes), last, bytes, () => {
    f.range(group, 0, bytes, 16, () => {
      const place = f.let(i32.add(row, group));
      const value = f32x4.add(f32x4.load(place, target), f32x4.load(group, bias));
      f.store(place, target, activated(value, activation));
    });
  });
}
