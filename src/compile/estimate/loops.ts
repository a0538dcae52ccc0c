import { sizeOf } from '../../tensor/tensor.ts';
import type { CompiledLayer } from '../compile.ts';
import { stripRowsOf } from '../ports/cortex-m-dsp/depthwise.ts';

/**
 * How often the loops of a layer's kernel go round, by what they go over. No kernel has all of these loops: what
 * is counted of it on a core says which, and what one turn of each takes.
 */
export type Loops = Readonly<Record<string, number>>;

/** Of a layer of the network, whichever kernel it has. */
export function loopsOf(whole: CompiledLayer): Loops {
  const layer = asMade(whole);
  const own = { layer: 1, 'calls of a turn': layer.lines?.calls.length ?? 0 };
  if (layer.kind === 'pool2d') return { ...own, ...poolLoops(layer) };
  if (isWeighted(layer)) return { ...own, ...weightedLoops(layer) };
  if (layer.weights.length > 0) return { ...own, ...sequenceLoops(layer) };
  return { ...own, ...valueLoops(layer) };
}

/** A layer of those lines alone that later ones read: the last ones of a picture may be left out. */
function asMade(layer: CompiledLayer): CompiledLayer {
  const { lines, output, macs } = layer;
  if (!lines) return layer;
  const share = shareMade(layer);
  return {
    ...layer,
    output: output.with(lines.axis, share * output[lines.axis]!),
    macs: share * macs,
  };
}

/** The part of its output that a layer makes. */
export function shareMade({ lines, output }: CompiledLayer): number {
  if (!lines) return 1;
  return lines.calls.reduce((sum, made) => sum + made, 0) / output[lines.axis]!;
}

/** Of layers that go through their pictures together, for each of them whatever its kernel. */
export function turnLoops({ lines }: CompiledLayer): Loops {
  if (!lines) return {};
  const { turns, calls, movedBytes } = lines;
  return { turns, calls: calls.length, 'moved bytes': movedBytes };
}

function isWeighted({ kind }: CompiledLayer): boolean {
  return kind === 'dense' || kind === 'conv2d' || kind === 'depthwise2d';
}

/** What there is of it in one call: rows of its output, each of so many pixels. */
interface Call {
  readonly rows: number;
  readonly width: number;
}

/** Layers that are done together make some rows of a picture in a call, or some columns of one row. */
function callsOf({ lines, output }: CompiledLayer): Call[] {
  const [height, width] = output.length === 3 ? [output[0]!, output[1]!] : [1, pixelsOf(output)];
  if (!lines) return [{ rows: height, width }];
  return lines.calls.map((made) =>
    lines.axis === 0 ? { rows: made, width } : { rows: 1, width: made },
  );
}

function pixelsOf(output: readonly number[]): number {
  return sizeOf(output) / (output.at(-1) ?? 1);
}

/** Sums of `of` over calls. */
function each(calls: readonly Call[], of: (pixels: number, call: Call) => number): number {
  return calls.reduce((sum, call) => sum + of(call.rows * call.width, call), 0);
}

/** Value by value, in vectors, or by the last dimension. */
function valueLoops(layer: CompiledLayer): Loops {
  const { output } = layer;
  const channels = output.at(-1) ?? 1;
  const calls = callsOf(layer);
  return {
    rows: pixelsOf(output),
    values: sizeOf(output),
    'values, in fours': each(calls, (pixels) => Math.ceil((pixels * channels) / 4)),
    inputs: sizeOf(layer.inputs[0] ?? []),
  };
}

/** Layers that remember: of each step its rows of weights, or filters over what was. */
function sequenceLoops({ kind, inputs, output, macs, weights }: CompiledLayer): Loops {
  const steps = kind === 'svdf' ? 1 : pixelsOf(output);
  const [over, again] = weights.map(({ shape }) => steps * sizeOf(shape));
  const rows = steps * (weights[0]?.shape[0] ?? 0);
  const isWide = weights[1]?.type === 'i16';
  return {
    steps,
    rows,
    values: sizeOf(output),
    products: macs,
    'products of inputs': over ?? 0,
    'products of memory': again ?? 0,
    'products of wide memory': isWide ? (again ?? 0) : 0,
    'rows of wide memory': isWide ? rows : 0,
    inputs: sizeOf(inputs[0] ?? []),
  };
}

function poolLoops(layer: CompiledLayer): Loops {
  const { output, inputs, slide } = layer;
  const channels = output.at(-1)!;
  const { rows, taps } = underKernel(layer);
  // vectors take whole rows as one long row
  const isOne = portOf(layer) === 'mve' && slide!.kernel[1] === inputs[0]![1];
  const lines = isOne ? pixelsOf(output) : rows;
  return {
    rows: each(callsOf(layer), (_, call) => call.rows),
    pixels: pixelsOf(output),
    values: sizeOf(output),
    ...ofChannels('pixels', pixelsOf(output), channels),
    ...ofChannels('lines of a frame', lines, channels),
    ...ofChannels('values of a frame', taps, channels),
  };
}

/** The same for each channel, and for fours, eights and sixteens of them. */
function ofChannels(of: string, count: number, channels: number): Loops {
  return {
    [of]: count,
    [`${of}, by channels`]: count * channels,
    [`${of}, by fours`]: count * Math.ceil(channels / 4),
    [`${of}, by eights`]: count * Math.ceil(channels / 8),
    [`${of}, by sixteens`]: count * Math.ceil(channels / 16),
  };
}

function weightedLoops(layer: CompiledLayer): Loops {
  const { output } = layer;
  const calls = callsOf(layer);
  const port = portOf(layer);
  const shared = {
    rows: each(calls, (_, call) => call.rows),
    pixels: pixelsOf(output),
    values: sizeOf(output),
    ...patchLoops(layer),
    ...(layer.kind === 'depthwise2d' && port !== 'dsp' ? depthwiseLoops(layer) : {}),
  };
  switch (port) {
    case 'mve':
      return {
        ...shared,
        ...rowLoops(layer, 16),
        'values, in sixteens': each(calls, (some) => Math.ceil((some * output.at(-1)!) / 16)),
      };
    case 'scalar':
      return { ...shared, ...rowLoops(layer, 4) };
    case 'dsp':
      return { ...shared, ...dspLoops(layer) };
    default:
      return { ...shared, ...portableLoops(layer) };
  }
}

/** The end of the name of its function; portable C has none. */
function portOf({ callee }: CompiledLayer): string | undefined {
  return /_s\d+_(\w+)$/.exec(callee ?? '')?.[1];
}

/** Matrices whose rows are taken by fours, times two patches or one, in blocks of so many taps. */
function rowLoops(layer: CompiledLayer, block: number): Loops {
  const { output, macs, slide, choice } = layer;
  const outputs = output.at(-1)!;
  const taps = macs / sizeOf(output);
  // on a Cortex-M0+ no two are taken together: there a pair is twice one
  const isPaired = slide && (block === 4 || choice?.name.includes('two pixels'));
  const pairs = isPaired ? each(callsOf(layer), (some) => Math.floor(some / 2)) : 0;
  const alone = pixelsOf(output) - 2 * pairs;
  const [fours, rest, blocks] = [Math.ceil(outputs / 4), outputs % 4, Math.ceil(taps / block)];
  const of = (patches: string, count: number): Loops => ({
    [patches]: count,
    [`${patches}, fours`]: count * fours,
    [`${patches}, fours, blocks`]: count * fours * blocks,
    [`${patches}, fours, turns of four blocks`]: count * fours * Math.ceil((blocks - 1) / 4),
    [`${patches} with a rest`]: rest ? count : 0,
    [`${patches}, rest`]: count * rest,
  });
  return {
    ...of('pairs', pairs),
    ...of('alone', alone),
    'taps alone': alone * taps,
    // weights of four bits are unpacked
    'fours, blocks': fours * blocks,
  };
}

/** Blocks of three pixels, pairs of outputs, steps of four taps; of a depthwise layer planes of four channels. */
function dspLoops(layer: CompiledLayer): Loops {
  const { kind, inputs, output, macs } = layer;
  const outputs = output.at(-1)!;
  const taps = macs / sizeOf(output);
  if (kind === 'depthwise2d') {
    const isByPlanes = layer.callee === 'thimble_depthwise3x3_s8_dsp';
    return { products: macs, ...(isByPlanes ? planeLoops(layer) : {}) };
  }
  const [fours, eights, steps] = [Math.ceil(outputs / 4), Math.ceil(taps / 8), Math.ceil(taps / 4)];
  if (kind === 'dense') {
    return { fours, eights, 'fours, eights': fours * eights, rest: outputs % 4, inputs: taps };
  }
  const blocks = blocksOf(layer);
  const calls = callsOf(layer);
  const [pairs, rest] = [Math.floor(outputs / 2), outputs % 2];
  const read = each(calls, (_, { rows }) => rows) * (layer.slide?.kernel[0] ?? 1);
  return {
    products: macs,
    blocks,
    'blocks, pairs': blocks * pairs,
    'blocks, pairs, steps': blocks * pairs * steps,
    'blocks, odd': blocks * rest,
    'blocks, odd, steps': blocks * rest * steps,
    'blocks, steps': blocks * steps,
    'blocks, kernel rows': blocks * (layer.slide?.kernel[0] ?? 1),
    // all three of a block are made, and copied, where fewer are left
    'outputs alone': (3 * blocks - pixelsOf(output)) * outputs,
    'read rows': read,
    'read bytes': read * sizeOf(inputs[0]!.slice(1)),
    'values of calls': calls.length * outputs,
    pairs: each(calls, (some) => Math.ceil(some / 2)),
    'products of a pixel': macs / pixelsOf(output),
  };
}

/** Three pixels at a time: of a row where its rows are copied into a band, else of all that a call makes. */
export function blocksOf(layer: CompiledLayer): number {
  const ofRow = layer.callee?.includes('_banded_');
  return each(callsOf(layer), (some, { rows, width }) =>
    ofRow ? rows * Math.ceil(width / 3) : Math.ceil(some / 3),
  );
}

/**
 * Four channels at a time and strip by strip: the rows under a strip are spread but for those that it shares with
 * the one before, and two rows of it are made together.
 */
function planeLoops(layer: CompiledLayer): Loops {
  const { inputs, output, slide, scratchBytes } = layer;
  const channels = inputs[0]!.at(-1)!;
  const groups = Math.ceil(channels / 4);
  const stride = slide!.stride[0];
  const calls = callsOf(layer);
  const most = stripRowsOf(stride, output[1]!, scratchBytes);
  const strips = calls.flatMap((call) => {
    const rows = Array.from({ length: Math.ceil(call.rows / most) }, (_, i) =>
      Math.min(most, call.rows - i * most),
    );
    return rows.map((some) => ({ ...call, rows: some }));
  });
  const shared = (strips.length - calls.length) * (slide!.kernel[0] - stride);
  const read = each(strips, (_, { rows }) => (rows - 1) * stride + slide!.kernel[0]) - shared;
  const pairs = each(strips, (_, { rows }) => Math.ceil(rows / 2));
  return {
    groups: groups * calls.length,
    'groups, strips': groups * strips.length,
    'groups, shared rows': groups * shared,
    'groups, shared pixels': groups * shared * inputs[0]![1]!,
    'groups, read rows': groups * read,
    'groups, read pixels': groups * read * inputs[0]![1]!,
    'channels of strips': channels * strips.length,
    'channels, pairs of rows': channels * pairs,
    'channels, pairs of rows, pixels': channels * pairs * output[1]!,
  };
}

/** Outputs of a pixel by fours, the others one by one; of a depthwise layer channels. */
function portableLoops({ kind, inputs, output, macs, slide }: CompiledLayer): Loops {
  const outputs = output.at(-1)!;
  const pixels = pixelsOf(output);
  const rows = pixels * (slide?.kernel[0] ?? 1);
  const taps = (pixels * macs) / sizeOf(output);
  const apart = kind === 'depthwise2d' && outputs !== inputs[0]!.at(-1);
  const rest = apart ? outputs : outputs % 4;
  const fours = (outputs - rest) / 4;
  return {
    'pixels, fours': pixels * fours,
    'kernel rows, fours': rows * fours,
    'taps, fours': taps * fours,
    'pixels, rest': pixels * rest,
    'kernel rows, rest': rows * rest,
    'taps, rest': taps * rest,
  };
}

/** Channels of all pixels by sixteens and what is left of them; or channel by channel along each row. */
function depthwiseLoops(layer: CompiledLayer): Loops {
  const pixels = pixelsOf(layer.output);
  const channels = layer.inputs[0]!.at(-1)!;
  return {
    'rows, channels': each(callsOf(layer), (_, { rows }) => rows) * channels,
    'pixels, sixteens': pixels * Math.floor(channels / 16),
    'pixels with sixteens': channels >= 16 ? pixels : 0,
    'pixels with an eight': channels % 16 >= 8 ? pixels : 0,
    'pixels with less': channels % 8 ? pixels : 0,
    'pixels with several': channels > 16 && channels % 16 ? pixels : 0,
  };
}

/** What copies or finds the taps of each pixel: inside the picture by rows, at its borders tap by tap. */
function patchLoops(layer: CompiledLayer): Loops {
  const { slide, inputs, output, macs } = layer;
  const channels = inputs[0]!.at(-1)!;
  const pixels = pixelsOf(output);
  if (!slide) {
    const taps = macs / sizeOf(output);
    return { 'taken, sixteens': pixels * Math.ceil(taps / 16), 'taken bytes': pixels * taps };
  }
  const [height, width] = slide.kernel;
  if (isPointwise(layer)) {
    return {
      'pointwise pixels': pixels,
      'pointwise pairs of whole sixteens': channels % 16 ? 0 : Math.floor(pixels / 2),
      'pointwise, sixteens': pixels * Math.ceil(channels / 16),
      'pointwise bytes': pixels * channels,
    };
  }
  const { inside, rows, taps } = underKernel(layer);
  const border = pixels - inside;
  const run = slide.dilation[1] === 1 ? width * channels : channels;
  const there = taps - inside * height * width;
  const padded = border * height * width - there;
  return {
    inside,
    'taken rows': inside * height,
    'taken, sixteens': inside * height * Math.ceil(run / 16),
    'taken bytes': inside * height * width * channels,
    border,
    'border rows': border * height,
    'border rows in the picture': rows - inside * height,
    'border rows in the picture, sixteens': (rows - inside * height) * Math.ceil(run / 16),
    'border rows in the padding, sixteens': (pixels * height - rows) * Math.ceil(run / 16),
    'border taps in the picture': there,
    'border taps in the padding': padded,
    'border bytes of the picture': there * channels,
    'border bytes of padding': padded * channels,
  };
}

/** Whether each pixel of the output looks at the pixel of the input in its own place. */
function isPointwise({ slide, inputs, output }: CompiledLayer): boolean {
  const { kernel, stride, pad } = slide!;
  const sides = [...kernel, ...stride];
  return sides.every((side) => side === 1) && pad.left === 0 && inputs[0]![1] === output[1];
}

/**
 * Pixels whose kernel lies inside the picture; and of all pixels together, how many rows and how many taps under
 * their kernels are in the picture.
 */
function underKernel({ slide, inputs, output }: CompiledLayer) {
  const { kernel, stride, dilation, pad } = slide!;
  const [down, along] = ([0, 1] as const).map((d) => {
    const before = d ? pad.left : pad.top;
    const there = Array.from({ length: output[d]! }, (_, i) => {
      const first = i * stride[d] - before;
      const places = Array.from({ length: kernel[d] }, (_, k) => first + k * dilation[d]);
      return places.filter((place) => place >= 0 && place < inputs[0]![d]!).length;
    });
    const whole = there.filter((count) => count === kernel[d]).length;
    return { whole, all: there.reduce((sum, count) => sum + count, 0) };
  }) as [{ whole: number; all: number }, { whole: number; all: number }];
  return {
    inside: down.whole * along.whole,
    rows: down.all * output[1]!,
    taps: down.all * along.all,
  };
}
