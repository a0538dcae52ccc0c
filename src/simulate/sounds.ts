/**
 * Simulated sounds of a building: glass that breaks, a siren that passes, knocks on wood, and what is heard
 * when nothing happens. Each is made of what makes the real one: modes that ring and die away, a tone that
 * glides, bursts of noise. Places differ in echo, distance and background.
 */
import { Random } from '../base/random.ts';
import { writeWav } from '../formats/wav.ts';
import { type Files, RecordedFolder } from './recorded-folder.ts';
import { coloured, inRoom, Resonance } from './sound-parts.ts';

const rate = 16_000;
const seconds = 2;
const turn = 2 * Math.PI;

interface Place {
  readonly name: string;
  readonly echo: number;
  readonly echoSeconds: number;
  readonly dull: number;
  readonly backgroundDb: number;
  readonly humHz: number;
}

/** Writes one event into readings of which all are 0. */
type Event = (values: Float32Array, random: Random) => void;

const events: Readonly<Record<string, Event>> = {
  glass(values, random) {
    const start = Math.round(random.between(0.1, 0.7) * rate);
    burst(values, start, 0.02, 1, random.between(3000, 6000), random);
    // pieces ring, most at first, each with a few modes of its own
    const pieces = 15 + random.below(25);
    for (let piece = 0; piece < pieces; piece++) {
      const at = start + Math.round(rate * random.between(0, 0.9) ** 2);
      const size = random.between(0.05, 0.5);
      for (let mode = 0; mode < 3; mode++) {
        ring(values, at, random.between(2200, 7400), random.between(0.01, 0.12), size, random);
      }
    }
  },
  siren(values, random) {
    const [low, high] = [random.between(500, 750), random.between(1100, 1600)];
    const [hz, approach] = [random.between(0.3, 2.5), random.between(-0.4, 0.4)];
    let phase = 0;
    const begun = random.uniform();
    for (let i = 0; i < values.length; i++) {
      const t = i / rate;
      const wave = 0.5 + 0.5 * Math.sin(turn * (hz * t + begun));
      phase += (low + (high - low) * wave) / rate;
      const swell = Math.exp(approach * (t - seconds / 2));
      values[i]! +=
        swell *
        (0.6 * Math.sin(turn * phase) +
          0.25 * Math.sin(2 * turn * phase) +
          0.12 * Math.sin(3 * turn * phase));
    }
  },
  knock(values, random) {
    const [count, gap] = [2 + random.below(4), random.between(0.14, 0.35)];
    const [body, panel] = [random.between(110, 260), random.between(300, 700)];
    for (let k = 0; k < count; k++) {
      const at = Math.round(rate * (0.2 + k * gap + random.between(-0.02, 0.02)));
      const strength = random.between(0.6, 1);
      ring(values, at, body, 0.05, strength, random);
      ring(values, at, panel, 0.03, 0.7 * strength, random);
      burst(values, at, 0.006, 0.8 * strength, 1800, random);
    }
  },
  background() {},
};

/** WAV files by their path, with a labels.csv that names label and place; the same for one seed. */
export function simulateSounds(seed: number, places = 8, repetitions = 4): Files {
  const random = new Random(seed, 'simulated sounds');
  const folder = new RecordedFolder('place', 'wav');
  for (let p = 0; p < places; p++) {
    const place = find(random.fork('place', p), `place-${p + 1}`);
    for (const [label, event] of Object.entries(events)) {
      for (let r = 1; r <= repetitions; r++) {
        const values = heard(event, place, random.fork(place.name, label, r));
        folder.add(label, place.name, r, writeWav(values, 1, rate));
      }
    }
  }
  return folder.files();
}

function find(random: Random, name: string): Place {
  return {
    name,
    echo: random.between(0.1, 1),
    echoSeconds: random.between(0.2, 1.2),
    dull: random.between(0.3, 0.97),
    backgroundDb: random.between(-42, -24),
    humHz: random.between(50, 240),
  };
}

function heard(event: Event, place: Place, random: Random): Float32Array {
  const dry = new Float32Array(seconds * rate);
  event(dry, random.fork('event'));
  const wet = inRoom(dry, rate, place.echo, place.echoSeconds);
  const peak = wet.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  const level = dry.some((value) => value !== 0) ? random.between(0.15, 0.6) / peak : 0;
  const below = 10 ** ((place.backgroundDb + 3 * random.normal()) / 20);
  const noise = coloured(wet.length, place.dull, random.fork('noise'));
  return wet.map((value, i) => {
    const hum = 0.4 * Math.sin((turn * place.humHz * i) / rate);
    return Math.max(-1, Math.min(1, level * value + below * (noise[i]! + hum)));
  });
}

/** A tone that begins at once and dies away. */
function ring(
  values: Float32Array,
  at: number,
  hz: number,
  diesIn: number,
  strength: number,
  random: Random,
): void {
  const phase = random.between(0, turn);
  for (let i = at; i < Math.min(values.length, at + 8 * diesIn * rate); i++) {
    const t = (i - at) / rate;
    values[i]! += strength * Math.exp(-t / diesIn) * Math.sin(turn * hz * t + phase);
  }
}

/** Noise about a frequency that dies away. */
function burst(
  values: Float32Array,
  at: number,
  diesIn: number,
  strength: number,
  hz: number,
  random: Random,
): void {
  const colour = new Resonance(rate);
  colour.tune(hz, hz);
  for (let i = at; i < Math.min(values.length, at + 8 * diesIn * rate); i++) {
    const t = (i - at) / rate;
    values[i]! += strength * Math.exp(-t / diesIn) * colour.next(random.normal());
  }
}
