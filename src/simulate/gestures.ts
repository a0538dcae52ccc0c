/**
 * Simulated recordings of wrist gestures: what an inertial sensor on a wrist would measure.
 *
 * A wrist is a rigid body. Each gesture is a path of the hand in the room (metres) and a path of its
 * orientation (roll, pitch, yaw); both are computed 8 times finer than the sensor reads and
 * differentiated. The accelerometer reads Rᵀ(acceleration − gravity) in g, the gyroscope the body's
 * angular velocity in degrees a second. People differ in tempo, size of movement, the way they hold
 * the hand, and tremor (8–12 Hz); the sensor adds an offset for each person and white noise.
 */
import { Random } from '../base/random.ts';
import { type Files, RecordedFolder } from './recorded-folder.ts';

const sampleRateHz = 100;
const seconds = 2;
const finer = 8;
const gravity = 9.81;

type Vector = readonly [x: number, y: number, z: number];

/** Where the hand is (m) and how it is turned (rad: roll, pitch, yaw) at a phase of the gesture. */
interface Pose {
  readonly at: Vector;
  readonly turned: Vector;
}

/** A person: how fast, how large, how the hand is held, how steady. */
interface Person {
  readonly name: string;
  readonly tempo: number;
  readonly size: number;
  readonly hold: Vector;
  readonly tremor: { readonly hz: number; readonly metres: number; readonly phase: Vector };
  readonly accelerometerOffset: Vector;
  readonly gyroscopeOffset: Vector;
}

/** Time in seconds from the start of the movement to a pose. */
type Gesture = (t: number, tempo: number, size: number) => Pose;

const still: Pose = { at: [0, 0, 0], turned: [0, 0, 0] };
const turn = 2 * Math.PI;

const gestures: Readonly<Record<string, Gesture>> = {
  idle: (t) => ({
    ...still,
    turned: [0.03 * Math.sin(turn * 0.4 * t), 0.02 * Math.sin(turn * 0.3 * t), 0],
  }),
  // The forearm swings from side to side about the elbow, the hand rolls with it.
  wave: (t, tempo, size) => {
    const swing = Math.sin(turn * 2.1 * tempo * t);
    return {
      at: [0, 0.14 * size * swing, 0.02 * size * swing ** 2],
      turned: [0.35 * swing, 0, 0.5 * size * swing],
    };
  },
  // A circle in front of the body, the wrist hardly turning.
  circle: (t, tempo, size) => {
    const phase = turn * 1.2 * tempo * t;
    const [y, z] = [Math.cos(phase) - 1, Math.sin(phase)];
    return { at: [0, 0.15 * size * y, 0.15 * size * z], turned: [0, 0.12 * z, 0.12 * y] };
  },
  // Up and down quickly with a hard stop at the bottom, as with a hammer.
  chop: (t, tempo, size) => {
    const phase = (1.4 * tempo * t) % 1;
    const lift = phase < 0.7 ? Math.sin((Math.PI * phase) / 1.4) ** 2 : ((1 - phase) / 0.3) ** 2;
    return { at: [0.03 * lift, 0, 0.22 * size * lift], turned: [0, -0.9 * size * lift, 0] };
  },
  // The palm turns over and back, as with a key.
  twist: (t, tempo, size) => {
    const swing = Math.sin(turn * 1.5 * tempo * t);
    return { at: [0, 0.01 * swing, 0.01 * swing], turned: [1.1 * size * swing, 0.1 * swing, 0] };
  },
};

/** CSV files by their path, with a labels.csv that names label and subject; the same for one seed. */
export function simulateGestures(seed: number, people = 8, repetitions = 6): Files {
  const random = new Random(seed, 'simulated wrist');
  const folder = new RecordedFolder('subject', 'csv');
  for (let p = 0; p < people; p++) {
    const person = meet(random.fork('person', p), `person-${p + 1}`);
    for (const [label, gesture] of Object.entries(gestures)) {
      for (let r = 1; r <= repetitions; r++) {
        folder.add(
          label,
          person.name,
          r,
          record(gesture, person, random.fork(person.name, label, r)),
        );
      }
    }
  }
  return folder.files();
}

function meet(random: Random, name: string): Person {
  const vector = (spread: number): Vector => [
    random.normal() * spread,
    random.normal() * spread,
    random.normal() * spread,
  ];
  return {
    name,
    tempo: Math.exp(0.15 * random.normal()),
    size: Math.exp(0.2 * random.normal()),
    hold: vector(0.25),
    tremor: {
      hz: random.between(8, 12),
      metres: random.between(0.00005, 0.0003),
      phase: vector(3),
    },
    accelerometerOffset: vector(0.02),
    gyroscopeOffset: vector(1),
  };
}

function record(gesture: Gesture, person: Person, random: Random): string {
  const start = random.between(0, 1);
  const tempo = person.tempo * Math.exp(0.06 * random.normal());
  const size = person.size * Math.exp(0.08 * random.normal());
  const hold = person.hold.map((angle) => angle + 0.05 * random.normal()) as unknown as Vector;
  const pose = (t: number) => shaken(gesture(start + t, tempo, size), person, hold, t);
  const lines = ['timestamp (ms),accX (g),accY (g),accZ (g),gyrX (dps),gyrY (dps),gyrZ (dps)'];
  for (let i = 0; i < seconds * sampleRateHz; i++) {
    const t = i / sampleRateHz;
    const [acceleration, rotation] = sense(pose, t);
    const noisy = [
      ...acceleration.map(
        (a, axis) => a + person.accelerometerOffset[axis]! + 0.008 * random.normal(),
      ),
      ...rotation.map((w, axis) => w + person.gyroscopeOffset[axis]! + 0.6 * random.normal()),
    ];
    lines.push([(1000 * t).toFixed(0), ...noisy.map((value) => value.toFixed(4))].join(','));
  }
  return `${lines.join('\n')}\n`;
}

function shaken({ at, turned }: Pose, { tremor }: Person, hold: Vector, t: number): Pose {
  const shake = (axis: number) =>
    tremor.metres * Math.sin(turn * tremor.hz * t + tremor.phase[axis]!);
  return {
    at: [at[0] + shake(0), at[1] + shake(1), at[2] + shake(2)],
    turned: [turned[0] + hold[0], turned[1] + hold[1], turned[2] + hold[2]],
  };
}

/** Acceleration in g and angular velocity in degrees a second, both in the sensor's own axes. */
function sense(pose: (t: number) => Pose, t: number): [Vector, Vector] {
  const h = 1 / (sampleRateHz * finer);
  const [before, now, after] = [pose(t - h), pose(t), pose(t + h)];
  const axes = rotation(now.turned);
  const force = [0, 1, 2].map((axis) => {
    const second = (before.at[axis]! - 2 * now.at[axis]! + after.at[axis]!) / (h * h);
    return (second + (axis === 2 ? gravity : 0)) / gravity;
  }) as unknown as Vector;
  // The rotation from one instant to the next, seen from the body: Rᵀ dR/dt is skew-symmetric.
  const [a, b] = [rotation(before.turned), rotation(after.turned)];
  const spin = (i: number, j: number) =>
    [0, 1, 2].reduce((sum, k) => sum + axes[k]![i]! * ((b[k]![j]! - a[k]![j]!) / (2 * h)), 0);
  const degrees = 180 / Math.PI;
  return [
    transposed(axes, force),
    [degrees * spin(2, 1), degrees * spin(0, 2), degrees * spin(1, 0)],
  ];
}

/** Body to room: yaw after pitch after roll. */
function rotation([roll, pitch, yaw]: Vector): readonly Vector[] {
  const [cr, sr] = [Math.cos(roll), Math.sin(roll)];
  const [cp, sp] = [Math.cos(pitch), Math.sin(pitch)];
  const [cy, sy] = [Math.cos(yaw), Math.sin(yaw)];
  return [
    [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
    [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
    [-sp, cp * sr, cp * cr],
  ];
}

function transposed(rows: readonly Vector[], v: Vector): Vector {
  const dot = (i: number) => rows[0]![i]! * v[0] + rows[1]![i]! * v[1] + rows[2]![i]! * v[2];
  return [dot(0), dot(1), dot(2)];
}
