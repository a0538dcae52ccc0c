/**
 * Simulated vibration of a motor with a fan, as a sensor on its housing measures it in g: the turning itself
 * and its multiples, the blades, a floor of noise. An unbalanced wheel pulls once a turn, a misaligned
 * shaft twice and along its axis, a damaged bearing strikes 3.58 times a turn and makes the housing ring.
 */
import { Random } from '../base/random.ts';
import { type Files, RecordedFolder } from './recorded-folder.ts';

const rate = 800;
const seconds = 2;
const turn = 2 * Math.PI;
const blades = 7;
/** Of a ball bearing of eight balls: passes of the outer ring in a turn. */
const strikesPerTurn = 3.58;

interface Machine {
  readonly name: string;
  /** How strongly the housing answers along each axis. */
  readonly gains: readonly [number, number, number];
  readonly ringsAtHz: number;
  readonly noise: number;
  readonly balance: number;
}

/** What a state adds: once a turn, twice a turn, along the axis, strikes of the bearing; in g. */
interface State {
  readonly once: number;
  readonly twice: number;
  readonly along: number;
  readonly strikes: number;
}

const states: Readonly<Record<string, State>> = {
  normal: { once: 0.03, twice: 0.012, along: 0.01, strikes: 0 },
  unbalanced: { once: 0.16, twice: 0.02, along: 0.015, strikes: 0 },
  misaligned: { once: 0.05, twice: 0.1, along: 0.09, strikes: 0 },
  bearing: { once: 0.04, twice: 0.015, along: 0.015, strikes: 0.22 },
};

/** CSV files by their path, with a labels.csv that names label and machine; the same for one seed. */
export function simulateVibration(seed: number, machines = 6, repetitions = 5): Files {
  const random = new Random(seed, 'simulated motor');
  const folder = new RecordedFolder('machine', 'csv');
  for (let m = 0; m < machines; m++) {
    const machine = build(random.fork('machine', m), `machine-${m + 1}`);
    for (const [label, state] of Object.entries(states)) {
      for (let r = 1; r <= repetitions; r++) {
        const own = random.fork(machine.name, label, r);
        const turnsHz = own.between(1100, 2900) / 60;
        folder.add(label, machine.name, r, record(state, machine, turnsHz, own));
      }
    }
  }
  return folder.files();
}

function build(random: Random, name: string): Machine {
  const gain = () => Math.exp(0.2 * random.normal());
  return {
    name,
    gains: [gain(), gain(), gain()],
    ringsAtHz: random.between(220, 330),
    noise: random.between(0.008, 0.02),
    balance: Math.exp(0.25 * random.normal()),
  };
}

function record(state: State, machine: Machine, hz: number, random: Random): string {
  const severity = Math.exp(0.2 * random.normal());
  const [offset, twist, load] = [
    random.uniform(),
    random.between(0, turn),
    random.between(0.6, 1.4),
  ];
  const strikes = strikesOf(hz * strikesPerTurn, random);
  const lines = ['timestamp (ms),accX (g),accY (g),accZ (g)'];
  for (let i = 0; i < seconds * rate; i++) {
    const t = i / rate;
    const angle = turn * (hz * t + offset);
    const once = state.once * severity * machine.balance * (hz / 30) ** 2;
    const twice = state.twice * severity * Math.sin(2 * angle + twist);
    const air = 0.02 * load * Math.sin(blades * angle);
    const ringing = state.strikes * severity * ringAt(strikes, t, machine.ringsAtHz);
    const [x, y, z] = machine.gains;
    const row = [
      x * (once * Math.cos(angle) + twice + air + ringing),
      y * (once * Math.sin(angle) + 0.7 * twice + 0.6 * ringing),
      1 + z * (state.along * severity * Math.cos(angle) + 0.3 * air + 0.3 * ringing),
    ].map((value) => (value + machine.noise * random.normal()).toFixed(4));
    lines.push([(1000 * t).toFixed(2), ...row].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** When a ball passes the fault: about evenly, as balls slip by a hundredth or two. */
function strikesOf(hz: number, random: Random): readonly number[] {
  const times: number[] = [];
  for (let t = -0.05; t < seconds; t += (1 + 0.015 * random.normal()) / hz) times.push(t);
  return times;
}

function ringAt(strikes: readonly number[], t: number, hz: number): number {
  let sum = 0;
  for (const strike of strikes) {
    const since = t - strike;
    if (since < 0) break;
    if (since < 0.03) sum += Math.exp(-since / 0.006) * Math.sin(turn * hz * since);
  }
  return sum;
}
