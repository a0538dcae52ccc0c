/** One axis of the recordings as an inertial sensor gives it. */
export interface InertialAxis {
  readonly name: string;
  readonly sensor: InertialSensor;
  /** 0, 1, 2 for x, y, z. */
  readonly component: number;
  /** From the sensor's unit (g, degrees per second, microtesla) to that of the recordings. */
  readonly factor: number;
  /** The unit of the recordings. */
  readonly unit: string;
  /** Whether the recordings left the unit open and the size of their values decided. */
  readonly guessed: boolean;
}

export type InertialSensor = 'accelerometer' | 'gyroscope' | 'magnetometer';

/**
 * What an inertial sensor must give for these axes; null where one of them is no such thing.
 * Axes are known by names such as accX, gyro_y, mz or plain x; units by common spellings.
 * `window` is one window of the recordings, interleaved: where no unit is stated, acceleration of
 * about 1 at rest is in g, of about 10 in m/s²; a turn rate that never passes 20 is in rad/s.
 */
export function inertialAxes(
  axes: readonly { readonly name: string; readonly unit: string }[],
  window: Float32Array,
): InertialAxis[] | null {
  const known = axes.map(({ name }) => recognise(name));
  const all: InertialAxis[] = [];
  for (const [i, { name, unit }] of axes.entries()) {
    const axis = known[i];
    if (!axis) return null;
    const stated = stateUnit(axis.sensor, unit);
    const open = unit.trim() === '';
    if (!stated && !open) return null;
    const same = known.flatMap((other, at) => (other?.sensor === axis.sensor ? [at] : []));
    const found = stated ?? guessUnit(axis.sensor, magnitudes(window, axes.length, same));
    all.push({ name, ...axis, ...found, guessed: open });
  }
  return all;
}

const patterns: readonly (readonly [InertialSensor, RegExp])[] = [
  ['accelerometer', /^(acc|accel|accelerometer|acceleration|a)?[ _.-]?([xyz])$/i],
  ['gyroscope', /^(gyr|gyro|gyroscope|rotation|g|w)[ _.-]?([xyz])$/i],
  ['magnetometer', /^(mag|magnet|magnetometer|m)[ _.-]?([xyz])$/i],
];

function recognise(name: string): { sensor: InertialSensor; component: number } | null {
  for (const [sensor, pattern] of patterns) {
    const letter = pattern.exec(name.trim())?.[2];
    if (letter) return { sensor, component: 'xyz'.indexOf(letter.toLowerCase()) };
  }
  return null;
}

interface Unit {
  readonly unit: string;
  readonly factor: number;
}

const standardGravity = 9.80665;
const units: { readonly [S in InertialSensor]: readonly (readonly [RegExp, Unit])[] } = {
  accelerometer: [
    [/^g('?s)?$/i, { unit: 'g', factor: 1 }],
    [/^mg$/i, { unit: 'mg', factor: 1000 }],
    [/^m\/s(\^?2|²|\/s)$|^m\s*s\^?-2$|^mps2$/i, { unit: 'm/s2', factor: standardGravity }],
  ],
  gyroscope: [
    [/^(dps|deg(rees)?\/s(ec)?|°\/s)$/i, { unit: 'dps', factor: 1 }],
    [/^mdps$/i, { unit: 'mdps', factor: 1000 }],
    [/^rad(ians)?\/s(ec)?$|^rads$/i, { unit: 'rad/s', factor: Math.PI / 180 }],
  ],
  magnetometer: [
    [/^(u|µ|μ)t$/i, { unit: 'uT', factor: 1 }],
    [/^(g|gauss)$/i, { unit: 'gauss', factor: 0.01 }],
    [/^mg(auss)?$/i, { unit: 'mgauss', factor: 10 }],
  ],
};

function stateUnit(sensor: InertialSensor, unit: string): Unit | null {
  return units[sensor].find(([pattern]) => pattern.test(unit.trim()))?.[1] ?? null;
}

/** The length of the vector that some axes make, at each reading. */
function magnitudes(window: Float32Array, axes: number, some: readonly number[]): Float64Array {
  return Float64Array.from({ length: window.length / axes }, (_, reading) =>
    Math.hypot(...some.map((axis) => window[reading * axes + axis]!)),
  );
}

function guessUnit(sensor: InertialSensor, sizes: Float64Array): Unit {
  const mean = sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length);
  const peak = sizes.reduce((largest, size) => Math.max(largest, size), 0);
  const options = units[sensor].map(([, unit]) => unit);
  if (sensor === 'accelerometer') return options[mean > 100 ? 1 : mean > 4 ? 2 : 0]!;
  if (sensor === 'gyroscope') return options[peak > 20 ? 0 : 2]!;
  return options[mean > 5 ? 0 : 1]!;
}
