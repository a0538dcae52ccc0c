import type { OpOf } from '../../graph/op.ts';
import { emitDepthwise, emitDepthwiseGradient, emitDepthwiseScatter } from './depthwise.ts';
import { emitZero } from './elementwise.ts';
import { inputGradientScratch, turnedSlide, wayOf } from './input-gradient.ts';
import type { LayerRule } from './layers.ts';
import { emitSpread } from './moves.ts';
import { borderBytes, bytesOf, pixelsOf } from './picture.ts';
import {
  gradientOf,
  maskAndBias,
  maskGrid,
  placeOf,
  prepareGrid,
  weightsOf,
} from './rules-weighted.ts';
import { alignedInput, claim, newValue, type Site, type Value } from './site.ts';

/** Where each input channel has several outputs, they are first spread: copies side by side. */
export const depthwiseRule: LayerRule<'depthwise2d'> = {
  forward(op, site) {
    prepareGrid(op, site);
    const { program, output, layer } = site;
    const input = spreadInput(op, site);
    const place = placeOf(op, input.picture, output.picture);
    program.needScratch(borderBytes(place.from, place.to, place.slide));
    program.phase(program.forward, layer, [input.data, output.data], (f, share) => {
      const [weights, bias] = [weightsOf(site), site.held('bias').at];
      const { through } = input;
      const how = {
        weights,
        bias,
        turned: false,
        adds: false,
        activation: site.activation,
        through,
      };
      const [from, to] = [input.data.address, output.data.address];
      emitDepthwise(f, program, share, from, to, { ...place, ...how });
    });
  },
  backward(op, site) {
    depthwiseBackward(op, site);
    maskGrid(op, site);
  },
};

function depthwiseBackward(op: OpOf<'depthwise2d'>, site: Site): void {
  const { program, output, layer } = site;
  const input = spreadInput(op, site);
  const place = placeOf(op, input.picture, output.picture);
  const dy = output.gradient!;
  maskAndBias(site, pixelsOf(output.picture));
  program.phase(program.backward, `${layer} weights`, [input.data, dy], (f, share) =>
    emitDepthwiseGradient(f, program, share, gradientOf(site, input, dy), place),
  );
  const [plain] = site.inputs as [Value];
  if (!plain.learns) return;
  program.needScratch(inputGradientScratch(place.from, place.to, place.slide));
  const { to, adds } = op.multiplier === 1 ? claim(site, plain) : claim(site, input);
  program.phase(program.backward, `${layer} input`, [dy, to], (f, share) => {
    const weights = weightsOf(site);
    if (wayOf(place.slide) === 'scattered') {
      const scattered = { ...place, weights, adds };
      emitDepthwiseScatter(f, program, share, dy.address, to.address, scattered);
      return;
    }
    const back = { from: place.to, to: place.from, slide: turnedSlide(place.slide) };
    const how = { weights, turned: true, bias: null, adds, activation: 'none' } as const;
    emitDepthwise(f, program, share, dy.address, to.address, { ...back, ...how });
  });
  if (op.multiplier > 1) gatherSpread(site, input, plain);
}

function spreadInput({ multiplier }: OpOf<'depthwise2d'>, site: Site): Value {
  const plain = alignedInput(site);
  if (multiplier === 1) return plain;
  if (site.spread) return site.spread;
  const { program, layer } = site;
  const { height, width, used } = plain.picture;
  const spread = newValue(program, [height, width, used * multiplier], plain.learns, true);
  site.spread = spread;
  program.phase(program.forward, `${layer} spread`, [plain.data, spread.data], (f, share) => {
    emitZero(f, share, spread.data.address, bytesOf(spread.picture));
    const places = { source: plain.data.address, target: spread.data.address };
    const pictures = { plain: plain.picture, spread: spread.picture };
    emitSpread(f, share, places, { ...pictures, back: false });
  });
  return spread;
}

function gatherSpread(site: Site, spread: Value, plain: Value): void {
  const { program, layer } = site;
  const dy = spread.gradient!;
  const { to, adds } = claim(site, plain);
  program.phase(program.backward, `${layer} gathered`, [dy, to], (f, share) => {
    if (!adds) emitZero(f, share, to.address, bytesOf(plain.picture));
    const pictures = { plain: plain.picture, spread: spread.picture };
    emitSpread(f, share, { source: dy.address, target: to.address }, { ...pictures, back: true });
  });
}
