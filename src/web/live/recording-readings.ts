import { Failure } from '../../base/failure.ts';
import type { Signal } from '../../dsp/block.ts';
import { resampleBandLimited } from '../../dsp/polyphase.ts';
import { isSound } from '../../dsp/sound.ts';
import type { Recording } from '../../formats/recording.ts';
import { resampled } from '../../formats/resample.ts';

/**
 * A recording as a model takes it: its axes in the model's order and its rate, interleaved. Sound of
 * several channels becomes their mean. A Failure names the axes that are missing.
 */
export function readingsOfRecording(recording: Recording, signal: Signal): Float32Array {
  if (isSound(signal.axes, signal.sampleRateHz) && signal.axes.length === 1) {
    return resampleBandLimited(meanOf(recording), recording.sampleRateHz, signal.sampleRateHz);
  }
  const names = recording.axes.map(({ name }) => name);
  const places = signal.axes.map((name) => names.indexOf(name));
  if (places.includes(-1)) {
    throw new Failure(
      'bad-data',
      `The model looks at ${signal.axes.join(', ')}; this recording has ${names.join(', ')}.`,
    );
  }
  const { values } = resampled(recording, signal.sampleRateHz);
  const length = values.length / names.length;
  const out = new Float32Array(length * places.length);
  for (let i = 0; i < length; i++) {
    for (const [k, place] of places.entries()) {
      out[i * places.length + k] = values[i * names.length + place]!;
    }
  }
  return out;
}

function meanOf({ values, axes }: Recording): Float32Array {
  const channels = axes.length;
  if (channels === 1) return values;
  const mean = new Float32Array(values.length / channels);
  for (let i = 0; i < values.length; i++) {
    mean[Math.floor(i / channels)]! += values[i]! / channels;
  }
  return mean;
}
