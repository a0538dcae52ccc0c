import { UMAP } from 'umap-js';
import { Failure } from '../../../../base/failure.ts';
import { Random } from '../../../../base/random.ts';
import { inSubspace, principalSubspace } from '../../../../train/principal-components.ts';

/** Places of points on a plane where neighbours stay neighbours. */
export interface Layout {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** So many points have made the map; the others were put among them. */
  readonly fitted: number;
}

/** Neighbourhoods are sought among so many numbers of a point at most. */
const widthMost = 32;
/** With more points than this the map takes longer to make than anybody waits. */
const fittedMost = 4000;
/** Points that are put into a finished map at once: between two of them progress is told. */
const batch = 250;
const neighbours = 15;
/** Points that are alike keep a little apart, so that each can be pointed at. */
const apart = 0.3;
const leastPoints = 4;

/**
 * UMAP (McInnes, Healy and Melville 2018) of `values`, [points, width], each number first brought to
 * mean 0 and deviation 1, and points of many numbers to their strongest components. Every run gives
 * the same map. `tell` hears how far it is, 0 to 1. Throws a Failure for fewer than four points.
 */
export function layOut(
  values: Float32Array,
  width: number,
  tell: (share: number) => void,
  most = fittedMost,
): Layout {
  const count = values.length / width;
  if (count < leastPoints) {
    throw new Failure(
      'bad-data',
      `A map needs ${leastPoints} windows at least; here are ${count}.`,
    );
  }
  const random = new Random(1, 'feature map');
  // windows stand part by part and label by label: an even choice of them must be a random one
  const order = random.fork('order').shuffled(Array.from({ length: count }, (_, i) => i));
  const fitted = Math.min(count, most);
  const cost = { neighbours: fitted, steps: 2 * fitted, others: count - fitted };
  const whole = cost.neighbours + cost.steps + cost.others;
  const points = alikePoints(values, width, order, fitted, random);
  const draw = random.fork('layout');
  const umap = new UMAP({
    nNeighbors: Math.min(neighbours, fitted - 1),
    minDist: apart,
    random: () => draw.uniform(),
  });
  const epochs = umap.initializeFit(points.slice(0, fitted));
  for (let epoch = 0; epoch < epochs; epoch++) {
    if (epoch % 10 === 0) tell((cost.neighbours + (cost.steps * epoch) / epochs) / whole);
    umap.step();
  }
  const places = umap.getEmbedding().map((place) => [...place]);
  for (let from = fitted; from < count; from += batch) {
    tell((cost.neighbours + cost.steps + from - fitted) / whole);
    places.push(...umap.transform(points.slice(from, from + batch)));
  }
  const [x, y] = [new Float32Array(count), new Float32Array(count)];
  for (const [i, place] of places.entries()) [x[order[i]!], y[order[i]!]] = [place[0]!, place[1]!];
  return { x, y, fitted };
}

/** The points in that order, each as its few strongest numbers, by what the first `fitted` hold. */
function alikePoints(
  values: Float32Array,
  width: number,
  order: readonly number[],
  fitted: number,
  random: Random,
): number[][] {
  const some = new Float32Array(fitted * width);
  for (let i = 0; i < fitted; i++) {
    some.set(values.subarray(order[i]! * width, (order[i]! + 1) * width), i * width);
  }
  const kept = Math.min(width, widthMost);
  const packed = inSubspace(principalSubspace(some, width, kept, random.fork('subspace')), values);
  return order.map((i) => Array.from(packed.subarray(i * kept, (i + 1) * kept)));
}
