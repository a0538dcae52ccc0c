import type { WindowPlan } from './windows.ts';

/** A spoken word fits one second … */
const WINDOW_SECONDS = 1;
/** … and a recording up to here is one word, with what came before and after it. */
const WORD_SECONDS_MAX = 1.5;
/** This share of the recordings decides: a few long ones among words change nothing. */
const SHARE = 0.95;
const STRIDE_SECONDS = 0.5;
/** A word in a stream is looked at so often: five looks while it is wholly inside the window. */
const WORD_STRIDE_SECONDS = 0.2;

/**
 * Windows of one second for sound. Where nearly all recordings are up to 1.5 s long, each is one word
 * and one window, cut or filled with silence at both ends alike. Longer recordings go on sounding:
 * windows slide over them by half a second, and the mean of their scores decides for the recording.
 */
export function soundWindow(
  lengths: readonly number[],
  rate: number,
  time: (readings: number) => string,
): WindowPlan {
  const length = WINDOW_SECONDS * rate;
  const usual = lengths[Math.ceil(SHARE * lengths.length) - 1]!;
  const [shortest, longest] = [lengths[0]!, lengths.at(-1)!];
  const span = shortest === longest ? time(longest) : `${time(shortest)} to ${time(longest)}`;
  const shared = { length, short: 'centre' } as const;
  if (usual <= WORD_SECONDS_MAX * rate) {
    const same = shortest === longest && longest === length;
    return {
      ...shared,
      kind: 'whole',
      stride: Math.round(WORD_STRIDE_SECONDS * rate),
      reason: same
        ? 'All recordings are sounds of 1 s, as spoken words are, so each is one window.'
        : `Recordings are short sounds (${span}), as spoken words are, so each is one window of 1 s: longer ones are cropped at both ends alike, shorter ones lie in the middle of silence.`,
    };
  }
  const short = lengths.filter((readings) => readings < length).length;
  const rest = short > 0 ? ` ${short} shorter than a window lie in the middle of silence.` : '';
  return {
    ...shared,
    kind: 'sliding',
    stride: Math.round(STRIDE_SECONDS * rate),
    reason: `Recordings are sounds that go on (${span}), so windows of 1 s slide over them by half, and the mean of their scores decides for a recording.${rest}`,
  };
}
