/**
 * Simulated days of a field: what sensors of soil moisture, air temperature, air humidity and light read every
 * five minutes from midnight to midnight. A day stays dry, brings rain, or is watered in the morning. Soil
 * is a bucket that water fills at once and sun and warmth empty slowly.
 */
import { Random } from '../base/random.ts';
import { type Files, RecordedFolder } from './recorded-folder.ts';

const minutes = 5;
const readings = (24 * 60) / minutes;

interface Plot {
  readonly name: string;
  /** Per cent of volume that it holds against gravity. */
  readonly holds: number;
  /** How fast it dries, in per cent of what it has in an hour of full sun. */
  readonly dries: number;
  readonly offset: number;
}

/** Water that reaches the soil in an hour, in per cent of volume, at each reading; and how clouds cover it. */
interface Weather {
  readonly water: Float64Array;
  readonly clouds: Float64Array;
}

const days: Readonly<Record<string, (random: Random) => Weather>> = {
  dry: (random) => ({ water: new Float64Array(readings), clouds: cloudy(random, 0.05, 0.4) }),
  rain(random) {
    const clouds = cloudy(random, 0.3, 0.8);
    const water = new Float64Array(readings);
    const [from, hours] = [random.between(1, 18), random.between(2, 6)];
    for (let i = 0; i < readings; i++) {
      const hour = (i * minutes) / 60;
      if (hour < from || hour > from + hours) continue;
      const swell = Math.sin((Math.PI * (hour - from)) / hours);
      clouds[i] = Math.min(1, clouds[i]! + 0.5 * swell);
      water[i] = random.between(1, 5) * swell;
    }
    return { water, clouds };
  },
  watered(random) {
    const water = new Float64Array(readings);
    const [from, hours, strength] = [
      random.between(5, 7.5),
      random.between(0.3, 0.8),
      random.between(12, 25),
    ];
    for (let i = 0; i < readings; i++) {
      const hour = (i * minutes) / 60;
      if (hour >= from && hour <= from + hours) water[i] = strength;
    }
    return { water, clouds: cloudy(random, 0.05, 0.7) };
  },
};

/** CSV files by their path, with a labels.csv that names label and plot; the same for one seed. */
export function simulateField(seed: number, plots = 8, repetitions = 6): Files {
  const random = new Random(seed, 'simulated field');
  const folder = new RecordedFolder('plot', 'csv');
  for (let p = 0; p < plots; p++) {
    const own = random.fork('plot', p);
    const plot: Plot = {
      name: `plot-${p + 1}`,
      holds: own.between(28, 42),
      dries: own.between(1.2, 3),
      offset: own.between(-3, 3),
    };
    for (const [label, weather] of Object.entries(days)) {
      for (let r = 1; r <= repetitions; r++) {
        folder.add(label, plot.name, r, record(weather, plot, random.fork(plot.name, label, r)));
      }
    }
  }
  return folder.files();
}

function record(day: (random: Random) => Weather, plot: Plot, random: Random): string {
  const { water, clouds } = day(random);
  const [coolest, swing] = [random.between(6, 16), random.between(6, 15)];
  let soil = random.between(0.35, 0.8) * plot.holds;
  let damp = random.between(60, 85);
  const lines = ['time (s),soil (%),temperature (C),humidity (%),light (klx)'];
  for (let i = 0; i < readings; i++) {
    const hour = (i * minutes) / 60;
    const height = Math.max(0, Math.sin((Math.PI * (hour - 5.5)) / 14));
    const light = 95 * height * (1 - 0.8 * clouds[i]!);
    const warm = Math.max(0, Math.sin((Math.PI * (hour - 7)) / 16));
    const temperature = coolest + swing * warm * (1 - 0.5 * clouds[i]!);
    const drying = (plot.dries / 100) * soil * (light / 95 + 0.1);
    // what is above what the soil holds runs off within hours
    const runsOff = 0.4 * Math.max(0, soil - plot.holds);
    soil += ((water[i]! - drying - runsOff) * minutes) / 60;
    const wet = 88 - 1.9 * (temperature - coolest) + (water[i]! > 0 && clouds[i]! > 0.5 ? 10 : 0);
    damp += 0.08 * (wet - damp);
    const row = [
      soil + plot.offset + 0.15 * random.normal(),
      temperature + 0.15 * random.normal(),
      Math.min(100, damp + 0.6 * random.normal()),
      Math.max(0, light + 0.4 * random.normal()),
    ];
    lines.push([60 * minutes * i, ...row.map((value) => value.toFixed(2))].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** A cover that comes and goes, between two shares. */
function cloudy(random: Random, low: number, high: number): Float64Array {
  const [middle, hours] = [random.between(low, high), random.between(1, 5)];
  const keeps = Math.exp(-minutes / 60 / hours);
  let at = random.normal();
  return Float64Array.from({ length: readings }, () => {
    at = keeps * at + Math.sqrt(1 - keeps * keeps) * random.normal();
    return Math.max(0, Math.min(1, middle + 0.15 * at));
  });
}
