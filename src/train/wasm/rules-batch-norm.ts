import type { OpOf } from '../../graph/op.ts';
import {
  type BatchNorm,
  batchNormOwnBytes,
  batchNormPartialBytes,
  emitGradientScale,
  emitGradientSums,
  emitNormalized,
  emitNormGradient,
  emitScale,
  emitStatistics,
  Row,
} from './batch-norm.ts';
import { control } from './control.ts';
import { i32 } from './expression.ts';
import type { LayerRule } from './layers.ts';
import { pixelsOf } from './picture.ts';
import { alignedInput, claimInPlace, type Site } from './site.ts';

type BatchNormRule = LayerRule<'batchNorm'>;

export const batchNormRule: BatchNormRule = {
  forward(op, site) {
    const { program, output, layer } = site;
    const { picture, data } = alignedInput(site);
    const { channels } = picture;
    const own = program.own(batchNormOwnBytes(channels));
    site.notes.set('own', own);
    const bytes = batchNormPartialBytes(channels, program.parts);
    site.notes.set('partial', program.fixed(bytes));
    const list = program.forward;
    program.phase(
      list,
      `${layer} statistics`,
      [data],
      (f, share) => emitStatistics(f, share, normOf(op, site), share.part),
      { joins: true, onlyTraining: true },
    );
    program.phase(
      list,
      `${layer} scale`,
      [],
      (f, share) => {
        const count = f.let(i32.load(i32.const(control.count)));
        const training = f.let(i32.load(i32.const(control.training)));
        emitScale(f, share, normOf(op, site), { training, part: share.part, count });
      },
      { whole: true },
    );
    if (output.through) {
      output.through.scales = own + Row.scale * channels * 4;
      return;
    }
    program.phase(list, layer, [data, output.data], (f, share) =>
      emitNormalized(f, share, normOf(op, site), output.data.address),
    );
  },
  backward(op, site) {
    const { program, output, layer } = site;
    const input = alignedInput(site);
    const dy = output.gradient!;
    const list = program.backward;
    program.phase(
      list,
      `${layer} gradient sums`,
      [input.data, dy],
      (f, share) => emitGradientSums(f, share, normOf(op, site), dy.address, share.part),
      { joins: true },
    );
    program.phase(
      list,
      `${layer} gradient scale`,
      [],
      (f, share) => {
        const count = f.let(i32.load(i32.const(control.count)));
        const [gamma, beta] = ['gamma', 'beta'].map((field) => site.held(field).gradient);
        const gradients = { gamma: gamma!, beta: beta! };
        emitGradientScale(f, share, normOf(op, site), { part: share.part, count }, gradients);
      },
      { whole: true },
    );
    if (!site.inputs[0]!.learns) return;
    const { to, adds } = claimInPlace(site, site.inputs[0]!);
    program.phase(list, `${layer} gradient`, [input.data, dy, to], (f, share) => {
      const places = { dy: dy.address, dx: to.address, adds };
      emitNormGradient(f, share, normOf(op, site), places);
    });
  },
};

/** Asked for when code is written: buffers have their addresses then. */
function normOf(op: OpOf<'batchNorm'>, site: Site): BatchNorm {
  const { picture, data } = alignedInput(site);
  return {
    rowsEach: pixelsOf(picture),
    channels: picture.channels,
    epsilon: op.epsilon,
    activation: site.activation,
    x: data.address,
    gamma: site.held('gamma').at,
    beta: site.held('beta').at,
    mean: site.held('mean').at,
    variance: site.held('variance').at,
    partial: site.notes.get('partial')!,
    parts: site.program.parts,
    own: site.notes.get('own')!,
  };
}
