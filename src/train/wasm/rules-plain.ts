import { Failure } from '../../base/failure.ts';
import type { PadOp } from '../../graph/op.ts';
import { placesOf } from '../gradient-pad.ts';
import { control } from './control.ts';
import { type Curve, emitCurve, emitCurveGradient } from './curves.ts';
import { emitDropout, emitMasked, emitSum, emitZero } from './elementwise.ts';
import { i32 } from './expression.ts';
import { emitFakeQuantize, emitFakeQuantizeGradient } from './fake-quantize.ts';
import { emitLayerNorm, emitLayerNormGradient } from './layer-norm.ts';
import type { LayerRule } from './layers.ts';
import { concatRuns, emitMoves, type Run, reshapeRuns } from './moves.ts';
import { bytesOf } from './picture.ts';
import { emitPool, emitPoolGradient, type Pooling } from './pool.ts';
import { alignedInput, claim, claimInPlace, type Site, type Value } from './site.ts';

export const activationRule: LayerRule<'activation'> = {
  forward: ({ activation }, site) => sumForward({ ...site, activation }, [alignedInput(site)]),
  backward: ({ activation }, site) => sumBackward({ ...site, activation }),
};

export const addRule: LayerRule<'add'> = {
  forward(_op, site) {
    const inputs = [alignedInput(site, 0), alignedInput(site, 1)];
    const size = bytesOf(site.output.picture);
    if (inputs.some(({ picture }) => bytesOf(picture) !== size)) {
      const sentence = `Layer ${site.layer} (add) cannot be trained: give it two values of one shape.`;
      throw new Failure('bad-graph', sentence);
    }
    sumForward(site, inputs);
  },
  backward: (_op, site) => sumBackward(site),
};

function sumForward(site: Site, inputs: readonly Value[]): void {
  const { program, output, activation } = site;
  const buffers = inputs.map(({ data }) => data);
  program.phase(program.forward, site.layer, [...buffers, output.data], (f, share) => {
    const sources = buffers.map(({ address }) => address);
    const bytesEach = bytesOf(output.picture);
    emitSum(f, share, { sources, target: output.data.address, bytesEach, activation });
  });
}

/** The gradient of a sum goes to each of its parts; the last of them may have it in place. */
function sumBackward(site: Site): void {
  const { program, output, activation, layer } = site;
  const dy = output.gradient!;
  const learning = site.inputs.filter(({ learns }) => learns);
  const bytesEach = bytesOf(output.picture);
  let masked = activation === 'none';
  for (const [i, input] of learning.entries()) {
    const last = i === learning.length - 1;
    const { to, adds } = last ? claimInPlace(site, input) : claim(site, input);
    if (to === dy && masked) continue;
    const by = masked ? 'none' : activation;
    program.phase(program.backward, `${layer} gradient`, [dy, to, output.data], (f, share) => {
      const places = { dy: dy.address, y: output.data.address, target: to.address };
      emitMasked(f, share, { ...places, adds, bytesEach, activation: by });
    });
    masked ||= to === dy;
  }
}

export const fakeQuantizeRule: LayerRule<'fakeQuantize'> = {
  forward(op, site) {
    const { program, output, layer } = site;
    const { data } = alignedInput(site);
    program.phase(program.forward, layer, [data, output.data], (f, share) => {
      const places = { source: data.address, target: output.data.address };
      emitFakeQuantize(f, share, { ...places, bytesEach: bytesOf(output.picture) }, op);
    });
  },
  backward(op, site) {
    const { program, output, layer } = site;
    const [input] = site.inputs as [Value];
    if (!input.learns) return;
    const dy = output.gradient!;
    const { to, adds } = claimInPlace(site, input);
    program.phase(program.backward, `${layer} gradient`, [dy, to, input.data], (f, share) => {
      const places = { x: input.data.address, dy: dy.address, target: to.address, adds };
      emitFakeQuantizeGradient(f, share, { ...places, bytesEach: bytesOf(output.picture) }, op);
    });
  },
};

export const dropoutRule: LayerRule<'dropout'> = {
  forward({ rate }, site) {
    const { program, output, layer } = site;
    const { data, picture } = alignedInput(site);
    program.phase(program.forward, layer, [data, output.data], (f, share) =>
      emitDropout(f, share, {
        source: data.address,
        target: output.data.address,
        adds: false,
        picture,
        rate,
        key: i32.load(i32.const(site.key())),
        training: i32.load(i32.const(control.training)),
      }),
    );
  },
  backward({ rate }, site) {
    const { program, output, layer } = site;
    const [input] = site.inputs as [Value];
    if (!input.learns) return;
    const dy = output.gradient!;
    const { to, adds } = claimInPlace(site, input);
    program.phase(program.backward, `${layer} gradient`, [dy, to], (f, share) =>
      emitDropout(f, share, {
        source: dy.address,
        target: to.address,
        adds,
        picture: output.picture,
        rate,
        key: i32.load(i32.const(site.key())),
        training: i32.const(1),
      }),
    );
  },
};

export const poolRule: LayerRule<'pool2d'> = {
  forward(op, site) {
    const { program, output, layer } = site;
    const { data, picture } = alignedInput(site);
    program.phase(program.forward, layer, [data, output.data], (f, share) => {
      emitPool(f, share, data.address, output.data.address, poolingOf(op, site, picture));
    });
  },
  backward(op, site) {
    const { program, output, layer, activation } = site;
    const [input] = site.inputs as [Value];
    if (!input.learns) return;
    const { data, picture } = alignedInput(site);
    const dy = output.gradient!;
    const { to, adds } = claim(site, input);
    const touched = [data, output.data, dy, to];
    program.phase(program.backward, `${layer} gradient`, touched, (f, share) => {
      const [y, bytesEach] = [output.data.address, bytesOf(output.picture)];
      const masked = { dy: dy.address, y, target: dy.address, adds: false, bytesEach, activation };
      if (activation !== 'none') emitMasked(f, share, masked);
      if (!adds) emitZero(f, share, to.address, bytesOf(picture));
      const places = { source: data.address, target: y, dx: to.address, dy: dy.address };
      emitPoolGradient(f, share, places, poolingOf(op, site, picture));
    });
  },
};

function poolingOf(
  { mode, size, stride, pad }: Parameters<LayerRule<'pool2d'>['forward']>[0],
  { activation, output }: Site,
  from: Value['picture'],
): Pooling {
  const slide = { kernel: size, stride, dilation: [1, 1], top: pad.top, left: pad.left } as const;
  return { mode, from, to: output.picture, slide, activation };
}

export const curveRule = {
  forward(op: Curve, site: Site) {
    const { program, output, layer } = site;
    const { data } = alignedInput(site);
    program.phase(program.forward, layer, [data, output.data], (f, share) => {
      const { picture } = output;
      emitCurve(f, share, { source: data.address, target: output.data.address, picture }, op);
    });
  },
  backward(op: Curve, site: Site) {
    const { program, output, layer } = site;
    const [input] = site.inputs as [Value];
    if (!input.learns) return;
    const dy = output.gradient!;
    const { to, adds } = claimInPlace(site, input);
    const touched = [dy, to, input.data, output.data];
    program.phase(program.backward, `${layer} gradient`, touched, (f, share) => {
      const [x, y] = [input.data.address, output.data.address];
      const places = { x, y, dy: dy.address, target: to.address, adds };
      emitCurveGradient(f, share, { ...places, bytesEach: bytesOf(output.picture) }, op);
    });
  },
};

export const layerNormRule: LayerRule<'layerNorm'> = {
  forward({ epsilon }, site) {
    const { program, output, layer } = site;
    const { data, picture } = alignedInput(site);
    program.phase(program.forward, layer, [data, output.data], (f, share) => {
      const [gamma, beta] = [site.held('gamma').at, site.held('beta').at];
      const norm = { picture, epsilon, x: data.address, gamma, beta };
      emitLayerNorm(f, share, norm, output.data.address);
    });
  },
  backward({ epsilon }, site) {
    const { program, output, layer } = site;
    const { data, picture } = alignedInput(site);
    const [input] = site.inputs as [Value];
    const dy = output.gradient!;
    const claimed = input.learns ? claim(site, input) : null;
    const touched = claimed ? [dy, data, claimed.to] : [dy, data];
    program.phase(program.backward, `${layer} gradient`, touched, (f, share) => {
      const [gamma, beta] = [site.held('gamma'), site.held('beta')];
      const norm = { picture, epsilon, x: data.address, gamma: gamma.at, beta: beta.at };
      const back = { dx: claimed?.to.address ?? null, adds: claimed?.adds ?? false };
      const gradients = { gamma: gamma.gradient, beta: beta.gradient };
      emitLayerNormGradient(f, share, norm, { dy: dy.address, ...back, ...gradients });
    });
  },
};

/** Only zeros: see `canCompile`. */
export const padRule: LayerRule<'pad'> = {
  forward: ({ pads }, site) => moveForward(site, [alignedInput(site)], [runsOfPad(pads, site)]),
  backward: ({ pads }, site) => moveBackward(site, [runsOfPad(pads, site)]),
};

function runsOfPad(pads: PadOp['pads'], site: Site): Run[] {
  const { picture } = alignedInput(site);
  const { inputShape, shape, output } = site;
  const places = placesOf(inputShape, shape, pads);
  const place = ({ used, channels }: Value['picture'], i: number) =>
    Math.floor(i / used) * channels + (i % used);
  const runs = Array.from({ length: places.length / picture.used }, (_, row) => ({
    from: row * picture.channels,
    to: place(output.picture, places[row * picture.used]!),
    length: picture.used,
  }));
  return runs;
}

/** Where padding moves the numbers; elsewhere a reshape is the same memory under another name. */
export const reshapeRule: LayerRule<'reshape'> = {
  forward: (_op, site) => moveForward(site, site.inputs, [runsOfReshape(site)]),
  backward: (_op, site) => moveBackward(site, [runsOfReshape(site)]),
};

function runsOfReshape({ inputs, output }: Site): Run[] {
  return reshapeRuns(inputs[0]!.picture, output.picture);
}

export const concatRule: LayerRule<'concat'> = {
  forward: ({ axis }, site) => {
    const inputs = site.inputs.map((_, i) => alignedInput(site, i));
    moveForward(site, inputs, runsOfConcat(axis, site));
  },
  backward: ({ axis }, site) => moveBackward(site, runsOfConcat(axis, site)),
};

function runsOfConcat(axis: number, site: Site): Run[][] {
  const { output } = site;
  let start = 0;
  return site.inputs.map((input, i) => {
    const { picture } = alignedInput(site, i);
    const runs = concatRuns(picture, output.picture, axis, site.shape.length, start);
    start += input.picture[(['used', 'width', 'height'] as const)[site.shape.length - 1 - axis]!];
    return runs;
  });
}

/** Each input's numbers to their places in the output. */
function moveForward(site: Site, inputs: readonly Value[], runs: readonly (readonly Run[])[]) {
  const { program, output, layer } = site;
  const touched = [...inputs.map(({ data }) => data), output.data];
  program.phase(program.forward, layer, touched, (f, share) => {
    const targetBytes = bytesOf(output.picture);
    if (site.leavesGaps || output.picture.used < output.picture.channels) {
      emitZero(f, share, output.data.address, targetBytes);
    }
    for (const [i, { data, picture }] of inputs.entries()) {
      const source = { source: data.address, sourceBytes: bytesOf(picture) };
      const target = { target: output.data.address, targetBytes };
      emitMoves(f, share, { ...source, ...target, runs: runs[i]!, adds: false });
    }
  });
}

/** And their gradients back. */
function moveBackward(site: Site, runs: readonly (readonly Run[])[]): void {
  const { program, output, layer } = site;
  const dy = output.gradient!;
  for (const [i, input] of site.inputs.entries()) {
    if (!input.learns) continue;
    const { to, adds } = claim(site, input);
    program.phase(program.backward, `${layer} gradient`, [dy, to], (f, share) => {
      const targetBytes = bytesOf(input.picture);
      if (!adds) emitZero(f, share, to.address, targetBytes);
      const source = { source: dy.address, sourceBytes: bytesOf(output.picture) };
      const back = runs[i]!.map(({ from, to, length }) => ({ from: to, to: from, length }));
      // several numbers of the output may come from one of the input, so they are added up
      emitMoves(f, share, { ...source, target: to.address, targetBytes, runs: back, adds: true });
    });
  }
}
