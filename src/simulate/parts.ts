/**
 * Simulated pictures of small parts on a belt, from above: nuts, screws and washers, each somewhere and
 * turned somehow, in light that differs from tray to tray, with shadow, grain and a little blur.
 *
 * A part is a signed distance: how far a point lies outside its edge, in the part's own size.
 */
import { encode } from 'fast-png';
import { Random } from '../base/random.ts';
import { type Files, RecordedFolder } from './recorded-folder.ts';

const size = 96;

type Shape = (x: number, y: number) => number;

/** How far a point lies outside an edge; below 0 inside. */
const circle = (x: number, y: number, radius: number) => Math.hypot(x, y) - radius;
const box = (x: number, y: number, halfWidth: number, halfHeight: number) =>
  Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);
const hexagon = (x: number, y: number, radius: number) =>
  Math.max(Math.abs(y), Math.abs(0.866 * x + 0.5 * y), Math.abs(0.866 * x - 0.5 * y)) -
  0.866 * radius;

/** Each draws its own version of a part. */
const parts: Readonly<Record<string, (random: Random) => Shape>> = {
  nut(random) {
    const hole = random.between(0.45, 0.56);
    return (x, y) => Math.max(hexagon(x, y, 1), -circle(x, y, hole));
  },
  washer(random) {
    const hole = random.between(0.45, 0.62);
    return (x, y) => Math.max(circle(x, y, 0.95), -circle(x, y, hole));
  },
  screw(random) {
    const [length, thread] = [random.between(0.9, 1.3), random.between(14, 20)];
    const head = random.between(0.42, 0.52);
    return (x, y) => {
      const shaft = box(x - 0.1, y, length, 0.17 + 0.03 * Math.sin(thread * x));
      return Math.min(shaft, box(x + length, y, 0.16, head));
    };
  },
};

interface Tray {
  readonly name: string;
  readonly belt: number;
  readonly metal: number;
  readonly light: readonly [x: number, y: number];
  readonly grain: number;
}

/** PNG files by their path, with a labels.csv that names label and tray; the same for one seed. */
export function simulateParts(seed: number, trays = 10, repetitions = 5): Files {
  const random = new Random(seed, 'simulated parts');
  const folder = new RecordedFolder('group', 'png');
  for (let t = 0; t < trays; t++) {
    const tray = lay(random.fork('tray', t), `tray-${t + 1}`);
    for (const [label, draw] of Object.entries(parts)) {
      for (let r = 1; r <= repetitions; r++) {
        const own = random.fork(tray.name, label, r);
        const data = picture(draw(own), tray, own);
        const png = encode({ width: size, height: size, channels: 1, depth: 8, data });
        folder.add(label, tray.name, r, png);
      }
    }
  }
  return folder.files();
}

function lay(random: Random, name: string): Tray {
  const angle = random.between(0, 2 * Math.PI);
  const strength = random.between(0, 35);
  return {
    name,
    belt: random.between(50, 110),
    metal: random.between(150, 215),
    light: [strength * Math.cos(angle), strength * Math.sin(angle)],
    grain: random.between(2, 9),
  };
}

function picture(shape: Shape, tray: Tray, random: Random): Uint8Array {
  const angle = random.between(0, 2 * Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const radius = random.between(0.16, 0.26) * size;
  const [cx, cy] = [random.between(0.36, 0.64) * size, random.between(0.36, 0.64) * size];
  /** In pixels. */
  const outside = (px: number, py: number) => {
    const [x, y] = [(px - cx) / radius, (py - cy) / radius];
    return radius * shape(cos * x + sin * y, cos * y - sin * x);
  };
  const weave = random.between(0.6, 1.4);
  return Uint8Array.from({ length: size * size }, (_, i) => {
    const [x, y] = [i % size, Math.floor(i / size)];
    const away = outside(x, y);
    const covered = share(away);
    // metal is brighter where its edge slopes to the light, and throws a soft shadow
    const slope = outside(x + 1, y + 1) - away;
    const metal = tray.metal - 30 * slope * Math.exp(-Math.abs(away) / 2);
    const shadow = 1 - 0.45 * share(outside(x - 3, y - 3) / 3);
    const belt = shadow * (tray.belt + 5 * Math.sin(weave * x) * Math.sin(weave * y));
    const [lx, ly] = tray.light;
    const lit = (lx * (x - size / 2) + ly * (y - size / 2)) / size;
    const value = covered * metal + (1 - covered) * belt + lit + tray.grain * random.normal();
    return Math.max(0, Math.min(255, Math.round(value)));
  });
}

/** How much of a pixel is inside. */
const share = (outside: number) => Math.max(0, Math.min(1, 0.5 - outside));
