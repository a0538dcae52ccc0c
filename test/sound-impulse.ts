import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import { type Block, planBlock } from '../src/dsp/block.ts';
import { chooseLogMel } from '../src/dsp/log-mel/choose-log-mel.ts';
import { GraphBuilder } from '../src/graph/builder.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import { simplify } from '../src/graph/simplify.ts';
import { quantize } from '../src/quantize/quantize.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { makeNetwork } from '../src/train/networks/makers.ts';

/**
 * A small impulse for sound at 8 kHz: 11 frames of log-mel bands, or another block, standardised, and a
 * hybrid network; or one of the size that words get.
 */
export function soundImpulse(
  length = 1_930,
  values: Readonly<Record<string, number>> = {
    stem: 4,
    front: 6,
    channels: 8,
    blocks: 1,
    kernel: 5,
  },
  asked?: Block,
): Impulse {
  const signal = { axes: ['audio'], sampleRateHz: 8_000, length };
  const block = asked ?? chooseLogMel(signal).block;
  const [frames, width] = planBlock(block, signal).shape as [number, number];
  const window = new GraphBuilder('features');
  const readings = window.input('readings', [signal.length, 1]);
  const bands = window.add({ kind: 'features', block, signal }, [readings], { name: block.kind });
  const table = window.add({ kind: 'reshape', shape: [frames, width] }, [bands]);
  const sounds = soundWindows(signal.length, 8);
  const evaluated = sounds.map((sound) => planBlock(block, signal).evaluate(sound));
  const column = (i: number) =>
    evaluated.flatMap((row) => [...row].filter((_, k) => k % width === i));
  const mean = Float32Array.from({ length: width }, (_, i) => meanOf(column(i)));
  const scale = mean.map((middle, i) => {
    const deviation = Math.sqrt(meanOf(column(i).map((value) => (value - middle) ** 2)));
    return 1 / Math.max(deviation, 0.01);
  });
  const op = {
    kind: 'standardize',
    mean: tensor('f32', [width], mean),
    scale: tensor('f32', [width], scale),
    limit: 6,
  } as const;
  const even = window.add(op, [table], { name: 'standardize' });
  const row = window.add({ kind: 'reshape', shape: [frames * width] }, [even]);
  const features = window.graph([row]);

  const inputs = [{ name: 'spectrogram', shape: [frames, width, 1] }];
  const float = makeNetwork(
    { network: 'hybrid', values },
    { name: 'network', inputs, labels: 3 },
    new Random(4, 'sound'),
  );
  const rows = sounds.map((sound) => featuresOf(features, sound));
  const packed = Float32Array.from(rows.flatMap((each) => [...each]));
  const { network } = quantize(simplify(float), [packed], unwatched);
  return { name: 'listen', signal, labels: ['one', 'two', 'noise'], features, network };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function featuresOf(features: Impulse['features'], window: Float32Array): Float32Array {
  const { shape } = features.values[features.inputs[0]!]!;
  return evaluate(features, [tensor('f32', shape, window)])[0]!.data as Float32Array;
}

/** Sound in steps of 16 bits: hisses of many strengths, tones that come and go, silence, and clipping. */
export function soundWindows(length: number, count: number): Float32Array[] {
  return Array.from({ length: count }, (_, k) => {
    const random = new Random(k, 'sound window');
    const hz = random.between(100, 3_000);
    const strength = k === 0 ? 0 : 2 ** -random.between(-1, 12);
    return Float32Array.from({ length }, (_, i) => {
      const tone = Math.sin((2 * Math.PI * hz * i) / 8_000) * Math.sin(i / 300 + k);
      const level = 32_768 * strength * (0.7 * tone + 0.3 * random.normal());
      return Math.max(-32_768, Math.min(32_767, Math.round(level))) / 32_768;
    });
  });
}
