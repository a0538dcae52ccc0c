import { Failure } from '../base/failure.ts';
import type { BlockRule, Signal } from './block.ts';
import { centre, sqrt, sumSquares } from './float32.ts';
import { turnUpright, type Upright } from './upright.ts';

/**
 * The readings themselves, [length × axes] interleaved, for networks that find their own features.
 *
 * Each reading has its axis' mean over the window taken away (where `removeMean`) and is multiplied
 * by the axis' scale. Axes of one group, such as the x, y and z of a sensor, are then divided by the
 * root mean square of the whole group plus `quiet`: the strength of a movement is gone, its form is
 * left, and what is much quieter than `quiet` stays small.
 */
export interface RawBlock {
  readonly kind: 'raw';
  readonly version: 1;
  readonly removeMean: boolean;
  /** One for each axis. */
  readonly scales: readonly number[];
  /** For each axis the number of its group, from 0; empty: strength is kept. */
  readonly groups: readonly number[];
  readonly quiet: number;
  /** Before all else the window is turned so that gravity comes from where it usually does. */
  readonly upright?: Upright;
}

const f = Math.fround;

export const rawRule: BlockRule<RawBlock> = {
  plan(block, signal) {
    requirePossible(block, signal);
    const scales = Float32Array.from(block.scales);
    const groups = Float32Array.from(block.groups);
    const inverses = inverseSizes(block, signal);
    const triads = block.upright?.triads ?? [];
    const { axes, length } = signal;
    return {
      featureNames: Array.from({ length }, (_, i) => axes.map((axis) => `${axis} ${i}`)).flat(),
      shape: [length, axes.length],
      scratchFloats: axes.length,
      config: [
        { name: 'axes', value: { int: axes.length } },
        { name: 'length', value: { int: length } },
        { name: 'remove_mean', value: { int: Number(block.removeMean) } },
        { name: 'group_count', value: { int: inverses.length } },
        { name: 'inverse_length', value: { float: f(1 / length) } },
        { name: 'quiet', value: { float: f(block.quiet) } },
        { name: 'scales', value: { table: scales } },
        { name: 'groups', value: { table: groups } },
        { name: 'inverse_sizes', value: { table: inverses } },
        {
          name: 'upright',
          value: {
            struct: [
              { name: 'triad_count', value: { int: triads.length } },
              { name: 'triads', value: { table: Float32Array.from(triads.flat()) } },
              {
                name: 'towards',
                value: { table: Float32Array.from(block.upright?.towards ?? []) },
              },
            ],
          },
        },
      ],
      evaluate: (window) => evaluate(block, signal, scales, inverses, window),
    };
  },
};

function requirePossible(
  { version, scales, groups, quiet, upright }: RawBlock,
  { axes }: Signal,
): void {
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  if (version !== 1) refuse(`Raw features have version 1, not ${version}.`);
  if (scales.length !== axes.length || scales.some((scale) => !isPositive(scale))) {
    refuse(`Raw features need one scale above 0 for each of the ${axes.length} axes.`);
  }
  const whole = (group: number) => Number.isInteger(group) && group >= 0 && group < axes.length;
  if (groups.length > 0 && (groups.length !== axes.length || !groups.every(whole))) {
    refuse(`Raw features need the number of a group for each of the ${axes.length} axes, or none.`);
  }
  if (groups.length > 0 && !isPositive(quiet)) refuse('Raw features need a quiet level above 0.');
  if (!upright) return;
  const { triads, towards } = upright;
  if (triads.length === 0 || !triads.flat().every(whole)) {
    refuse(`Turning upright needs triads of the ${axes.length} axes, gravity's first.`);
  }
  if (Math.abs(Math.hypot(...towards) - 1) > 1e-3) {
    refuse('Turning upright needs a direction of length 1.');
  }
}

function isPositive(value: number): boolean {
  return f(value) > 0 && f(value) < Number.POSITIVE_INFINITY;
}

/** 1 / values in a group's window, for each group. */
function inverseSizes({ groups }: RawBlock, { length }: Signal): Float32Array {
  const count = groups.length === 0 ? 0 : Math.max(...groups) + 1;
  return Float32Array.from({ length: count }, (_, g) => {
    const members = groups.filter((group) => group === g).length;
    return members === 0 ? 0 : 1 / (length * members);
  });
}

function evaluate(
  { removeMean, groups, quiet, upright }: RawBlock,
  { axes, length }: Signal,
  scales: Float32Array,
  inverseSizesOf: Float32Array,
  window: Float32Array,
): Float32Array {
  const width = axes.length;
  const features = Float32Array.from(window);
  if (upright) turnUpright(features, width, upright, f(1 / length));
  const strengths = new Float32Array(inverseSizesOf.length);
  for (let axis = 0; axis < width; axis++) {
    if (removeMean) centre(features, axis, length, width, f(1 / length));
    for (let i = axis; i < features.length; i += width)
      features[i] = f(features[i]! * scales[axis]!);
    const group = groups[axis];
    if (group === undefined) continue;
    strengths[group] = f(strengths[group]! + sumSquares(features, axis, length, width));
  }
  if (groups.length === 0) return features;
  for (let g = 0; g < strengths.length; g++) {
    strengths[g] = f(1 / f(sqrt(f(strengths[g]! * inverseSizesOf[g]!)) + f(quiet)));
  }
  for (let i = 0; i < features.length; i++) {
    features[i] = f(features[i]! * strengths[groups[i % width]!]!);
  }
  return features;
}
