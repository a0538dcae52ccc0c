import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { noPad, samePad } from '../../graph/builder.ts';
import { elementwise, sliding } from './overlap.ts';

/** One access of a kernel, in the order of its loops, to a byte of its input or of its output. */
type Access = { readonly read: number } | { readonly write: number };

test('a convolution may begin its output exactly where its loops are done with the input', () => {
  everyShape((order, outputs) => {
    const accesses = slidingAccesses(order, (at, taps) => {
      const channels = order.input[2];
      const groups = groupsOfFour(outputs);
      return groups.flatMap(([from, to]) => [
        ...taps.flatMap((pixel) => bytes(pixel * channels, channels, 'read')),
        ...bytes(at * outputs + from, to - from, 'write'),
      ]);
    });
    const output = [order.output[0], order.output[1], outputs];
    const { aheadMin } = sliding({ ...order, output, byChannel: false });
    const exact = Math.max(0, distanceOf(accesses));
    // The rule counts the last four outputs of a pixel as written before they are computed.
    assert.ok(aheadMin >= exact && aheadMin <= exact + 4, `${aheadMin} for ${exact}`);
  });
});

test('a depthwise convolution needs its input only up to the channel that it writes', () => {
  everyShape((order) => {
    const channels = order.input[2];
    const accesses = slidingAccesses(order, (at, taps) =>
      groupsOfFour(channels).flatMap(([from, to]) => [
        ...taps.flatMap((pixel) => bytes(pixel * channels + from, to - from, 'read')),
        ...bytes(at * channels + from, to - from, 'write'),
      ]),
    );
    const output = [order.output[0], order.output[1], channels];
    const { aheadMin } = sliding({ ...order, output, byChannel: true });
    const exact = Math.max(0, distanceOf(accesses));
    assert.ok(aheadMin >= exact && aheadMin <= exact + 4, `${aheadMin} for ${exact}`);
  });
});

test('values one by one go in place, and apart by what they grow', () => {
  const sizes = [
    [1, 1],
    [1, 4],
    [4, 1],
    [4, 4],
  ] as const;
  for (const [from, to] of sizes) {
    const accesses = Array.from({ length: 9 }, (_, i) => [
      ...bytes(i * from, from, 'read'),
      ...bytes(i * to, to, 'write'),
    ]).flat();
    assert.equal(elementwise(0, to, from, 9).aheadMin, Math.max(0, distanceOf(accesses)));
  }
});

/** The smallest distance from which on no byte is written that is still to be read. */
function distanceOf(accesses: readonly Access[]): number {
  let distance = Number.NEGATIVE_INFINITY;
  let stillRead = Number.POSITIVE_INFINITY;
  for (const access of accesses.toReversed()) {
    if ('read' in access) stillRead = Math.min(stillRead, access.read);
    else distance = Math.max(distance, access.write - stillRead + 1);
  }
  return distance;
}

type Order = ReturnType<typeof randomOrder>;

function everyShape(check: (order: Order, outputs: number) => void): void {
  const random = new Random(3, 'overlaps');
  for (let i = 0; i < 300; i++) check(randomOrder(random), 1 + random.below(9));
}

function randomOrder(random: Random) {
  const pick = (limit: number) => 1 + random.below(limit);
  const input = [pick(7), pick(7), pick(6)] as const;
  const kernel = [pick(Math.min(3, input[0])), pick(Math.min(4, input[1]))] as const;
  const stride = [pick(3), pick(3)] as const;
  const fits = (d: 0 | 1) => (kernel[d] - 1) * 2 < input[d];
  const dilation = [fits(0) ? pick(2) : 1, fits(1) ? pick(2) : 1] as const;
  const pad =
    random.below(2) === 0 ? noPad : samePad([input[0], input[1]], kernel, stride, dilation);
  const steps = (d: 0 | 1, around: number) =>
    Math.floor((input[d] + around - (kernel[d] - 1) * dilation[d] - 1) / stride[d]) + 1;
  const output = [steps(0, pad.top + pad.bottom), steps(1, pad.left + pad.right)] as const;
  return { input, output, kernel, stride, dilation, pad };
}

/** The accesses of every output pixel in turn, given the input pixels under the kernel. */
function slidingAccesses(
  { input, output, kernel, stride, dilation, pad }: Order,
  pixel: (at: number, taps: readonly number[]) => Access[],
): Access[] {
  const accesses: Access[] = [];
  for (let at = 0; at < output[0] * output[1]; at++) {
    const taps: number[] = [];
    for (let k = 0; k < kernel[0] * kernel[1]; k++) {
      const down = Math.floor(at / output[1]) * stride[0] - pad.top;
      const along = (at % output[1]) * stride[1] - pad.left;
      const y = down + Math.floor(k / kernel[1]) * dilation[0];
      const x = along + (k % kernel[1]) * dilation[1];
      if (y >= 0 && y < input[0] && x >= 0 && x < input[1]) taps.push(y * input[1] + x);
    }
    accesses.push(...pixel(at, taps));
  }
  return accesses;
}

/** As the kernels go through channels: fours, then the rest one by one. */
function groupsOfFour(count: number): [from: number, to: number][] {
  const groups: [number, number][] = [];
  for (let at = 0; at < count; at += at + 4 <= count ? 4 : 1) {
    groups.push([at, at + 4 <= count ? at + 4 : at + 1]);
  }
  return groups;
}

function bytes(from: number, count: number, what: 'read' | 'write'): Access[] {
  const each = Array.from({ length: count }, (_, i) => from + i);
  return each.map((at) => (what === 'read' ? { read: at } : { write: at }));
}
