import { Failure } from '../../base/failure.ts';
import type { Source } from './microphone.ts';
import { RateChanger } from './rate-changer.ts';

/** What a phone feels, by the names that recordings of boards give it. */
const senses: readonly (readonly [
  RegExp,
  (event: DeviceMotionEvent) => number | null | undefined,
])[] = [
  [/acc.*x$/i, (event) => event.accelerationIncludingGravity?.x],
  [/acc.*y$/i, (event) => event.accelerationIncludingGravity?.y],
  [/acc.*z$/i, (event) => event.accelerationIncludingGravity?.z],
  [/gyr.*x$/i, (event) => event.rotationRate?.beta],
  [/gyr.*y$/i, (event) => event.rotationRate?.gamma],
  [/gyr.*z$/i, (event) => event.rotationRate?.alpha],
];
/** Acceleration in g where a recording says so, else in m/s². */
const standardGravity = 9.806_65;

/** A sensor that is there speaks within this time. */
const patienceMs = 2000;

/** Whether a phone can feel all of these axes. */
export function canFeel(axes: readonly string[]): boolean {
  return axes.every((axis) => senses.some(([name]) => name.test(axis)));
}

/** Feels motion at a rate, the axes in their order, interleaved. `inG`: the model knows g, not m/s². */
export async function feel(
  axes: readonly string[],
  sampleRateHz: number,
  inG: boolean,
  take: (readings: Float32Array) => void,
): Promise<Source> {
  await allowMotion();
  const read = axes.map((axis) => senses.find(([name]) => name.test(axis))![1]);
  const scale = axes.map((axis) => (inG && /acc/i.test(axis) ? 1 / standardGravity : 1));
  const changer = new RateChanger(sampleRateHz);
  let felt = false;
  let first: () => void = () => {};
  const listener = (event: DeviceMotionEvent) => {
    const values = read.map((of, i) => (of(event) ?? 0) * scale[i]!);
    felt ||= values.some((value) => value !== 0);
    const readings = changer.push(event.timeStamp / 1000, values);
    if (!felt) return;
    first();
    if (readings.length > 0) take(readings);
  };
  addEventListener('devicemotion', listener);
  const stop = async () => removeEventListener('devicemotion', listener);
  const silent = await new Promise<boolean>((resolve) => {
    first = () => resolve(false);
    setTimeout(() => resolve(true), patienceMs);
  });
  if (silent) {
    await stop();
    throw new Failure(
      'unreachable',
      'No motion is felt here: this machine has no sensor for it, or the browser keeps it back. Use a phone, by https.',
    );
  }
  return { stop };
}

/** Some phones ask the person first, and only while a finger is on a button. */
export async function allowMotion(): Promise<void> {
  if (typeof DeviceMotionEvent === 'undefined') {
    throw new Failure(
      'unreachable',
      'This browser feels no motion here: open the page on a phone, by https.',
    );
  }
  const asking = DeviceMotionEvent as unknown as { requestPermission?: () => Promise<string> };
  if (asking.requestPermission && (await asking.requestPermission()) !== 'granted') {
    throw new Failure('no-permission', 'Motion may not be read: allow it in the phone’s settings.');
  }
}
