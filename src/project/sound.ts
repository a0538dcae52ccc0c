import { resampleBandLimited } from '../dsp/polyphase.ts';
import { isSound } from '../dsp/sound.ts';
import type { Recording } from '../formats/recording.ts';
import type { Found } from './agree.ts';
import { hertz, recordings } from './wording.ts';

/** Microphones of small boards give 16 kHz or 8 kHz, and speech needs no more. */
const SOUND_RATES = [16_000, 8_000] as const;

/** Axes as sound files have them: no unit, and named for a microphone or a channel. */
export function holdsSound({
  axes,
  sampleRateHz,
}: Pick<Recording, 'axes' | 'sampleRateHz'>): boolean {
  const names = axes.map(({ name }) => name);
  return axes.every(({ unit }) => unit === '') && isSound(names, sampleRateHz);
}

/**
 * Sound as a small board hears it: one channel, the mean of all, at 16 kHz where at least half of the
 * recordings have that much, else at 8 kHz. Where less than half of all recordings are sound, they
 * are left as they are.
 */
export function asOneMicrophone(found: readonly Found[]): {
  readonly found: readonly Found[];
  readonly notes: readonly string[];
} {
  const sounds = found.filter(({ recording }) => holdsSound(recording));
  if (sounds.length * 2 < found.length || sounds.length === 0) return { found, notes: [] };
  const rates = sounds.map(({ recording }) => recording.sampleRateHz).sort((a, b) => b - a);
  const common = rates[(rates.length - 1) >> 1]!;
  const rate = SOUND_RATES.find((each) => common >= each)!;

  let [mixed, changed, raised] = [0, 0, 0];
  const heard = found.map((each): Found => {
    if (!holdsSound(each.recording)) return each;
    const { recording, listed } = each;
    if (recording.axes.length > 1) mixed++;
    const factor = rate / recording.sampleRateHz;
    if (factor === 1) return { listed, recording: oneChannel(recording) };
    changed++;
    if (factor > 1) raised++;
    const segments = listed.segments.map(({ startIndex, endIndex, label }) => ({
      startIndex: Math.round(startIndex * factor),
      endIndex: Math.round(endIndex * factor),
      label,
    }));
    return { listed: { ...listed, segments }, recording: atRate(oneChannel(recording), rate) };
  });
  const notes: string[] = [];
  if (mixed > 0) notes.push(`${recordings(mixed)} with several channels: their mean was taken.`);
  if (changed > 0) {
    notes.push(
      `${recordings(changed)} of another rate: resampled to ${hertz(rate)} through a band-limiting filter.`,
    );
  }
  if (raised > 0) {
    notes.push(
      `${recordings(raised)} had less than ${hertz(rate)}: their upper band is empty, which a network can mistake for a mark of its class. Record all at one rate.`,
    );
  }
  return { found: heard, notes };
}

function oneChannel(recording: Recording): Recording {
  const { axes, values } = recording;
  const width = axes.length;
  const only = [{ name: 'audio', unit: '' }];
  if (width === 1) return { ...recording, axes: only };
  const mean = new Float32Array(values.length / width);
  for (let i = 0; i < values.length; i++) mean[Math.floor(i / width)]! += values[i]! / width;
  return { ...recording, axes: only, values: mean };
}

function atRate(recording: Recording, rate: number): Recording {
  const values = resampleBandLimited(recording.values, recording.sampleRateHz, rate);
  return { ...recording, values, sampleRateHz: rate };
}
