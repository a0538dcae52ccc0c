/** Slower signals are movements and machines. */
const SOUND_HZ_MIN = 8000;

/** Whether axes of such names, so fast, are what microphones give. */
export function isSound(axes: readonly string[], sampleRateHz: number): boolean {
  const isChannel = /^(audio|sound|mic(rophone)?|left|right|channel ?\d+)$/i;
  return sampleRateHz >= SOUND_HZ_MIN && axes.every((name) => isChannel.test(name));
}
