/**
 * Instructions that the image block takes of a camera's frame on emulated cores, by the frame's format
 * and the picture's size: npm run bench -- image-resize
 */
import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import { compilePictures } from '../src/compile/compile.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import {
  channelsOf,
  type Frame,
  type FrameFormat,
  type ImageBlock,
  imageOf,
  type ResizeMethod,
} from '../src/dsp/image.ts';
import { GraphBuilder } from '../src/graph/builder.ts';
import type { Graph } from '../src/graph/op.ts';
import { agreementOf } from '../src/pipeline/proof.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { prove } from '../src/toolchain/prove.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import type { Measurement } from './measurement.ts';

const cores: readonly CoreId[] = ['cortex-m4', 'cortex-m0plus'];

/** A camera's frame, and what a network would see of it. */
const cases: readonly (readonly [
  format: FrameFormat,
  width: number,
  height: number,
  side: number,
  colour: ImageBlock['colour'],
  method: ResizeMethod,
])[] = [
  ['grey', 160, 120, 48, 'grey', 'area'],
  ['grey', 320, 240, 96, 'grey', 'area'],
  ['rgb888', 96, 96, 48, 'rgb', 'area'],
  ['rgb565be', 160, 120, 48, 'rgb', 'area'],
  ['rgb565be', 320, 240, 96, 'rgb', 'area'],
  ['rgb565be', 320, 240, 96, 'rgb', 'bilinear'],
  ['rgb565be', 320, 240, 96, 'rgb', 'nearest'],
  ['yuyv', 320, 240, 96, 'rgb', 'area'],
  ['yuyv', 320, 240, 96, 'grey', 'area'],
];

export async function measure(): Promise<Measurement> {
  const rows: Record<string, string | number>[] = [];
  for (const [format, width, height, side, colour, method] of cases) {
    const block: ImageBlock = {
      ...{ kind: 'image', version: 1, width: side, height: side, colour, method },
      ...{ fit: 'fit-short', anchor: 'middle-centre' },
    };
    const frame = noise(format, width, height);
    const counts = await Promise.all(cores.map((core) => instructionsOn(core, block, frame)));
    rows.push({
      frame: `${format} ${width}×${height}`,
      picture: `${side}×${side} ${colour}, ${method}`,
      ...Object.fromEntries(cores.map((core, i) => [`${core}, M`, (counts[i]! / 1e6).toFixed(2)])),
    });
  }
  return {
    title: 'Instructions of the image block, in millions a frame',
    rows,
    notes: ['Counted on emulated cores, -O2; every picture had the bits of TypeScript.'],
  };
}

function noise(format: FrameFormat, width: number, height: number): Frame {
  const random = new Random(1, format);
  const bytes = { grey: 1, rgb888: 3, rgb565le: 2, rgb565be: 2, yuyv: 2, uyvy: 2 }[format];
  const pixels = Uint8Array.from({ length: bytes * width * height }, () => random.below(256));
  return { format, width, height, pixels };
}

async function instructionsOn(core: CoreId, image: ImageBlock, frame: Frame): Promise<number> {
  const size = image.width * image.height * channelsOf(image.colour);
  const impulse = { name: 'bench', image, labels: ['a', 'b'], network: leastNetwork(size) };
  const options = { header: { toolVersion: 'bench', seed: 1 } };
  const library = compilePictures(impulse, await readRuntime(), options);
  const { name, files, arenaBytes } = library;
  const sizes = { windowValues: frame.pixels.length, features: size, labels: 2, arenaBytes };
  const request = { core, name, files, ...sizes, windows: [frame] };
  const proof = await prove(request, await findTools(), unwatched);
  const features = imageOf(image, frame);
  const { featureErrorMax } = agreementOf([{ features, scores: proof.scores[0]! }], proof);
  if (featureErrorMax !== 0) throw new Error(`The ${core} made another picture.`);
  return proof.instructions.features;
}

/** As little as can follow a picture: two scores of all its values. */
function leastNetwork(size: number): Graph {
  const builder = new GraphBuilder('least');
  const one = { scales: [1], zeroPoint: 0, axis: null };
  const picture = builder.input('picture', [size], 'i8', one);
  const dense = builder.add(
    {
      kind: 'dense',
      weight: tensor('i8', [2, size], new Int8Array(2 * size).fill(1)),
      weightQuantization: { scales: [1, 1], zeroPoint: 0, axis: 0 },
      bias: tensor('i32', [2], new Int32Array(2)),
      activation: 'none',
    },
    [picture],
    { name: 'dense', type: 'i8', quantization: { ...one, scales: [100] } },
  );
  return builder.graph([
    builder.add({ kind: 'dequantize' }, [dense], { name: 'dequantize', type: 'f32' }),
  ]);
}
