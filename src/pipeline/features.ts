import { stopIfCancelled, type Task } from '../base/task.ts';
import { type Block, planBlock, type Signal } from '../dsp/block.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { evaluate } from '../graph/evaluate.ts';
import type { Graph } from '../graph/op.ts';
import { sizeOf, tensor } from '../tensor/tensor.ts';

/** A feature lies at most so many standard deviations from its mean: what lies beyond is cut off. */
const limitDeviations = 6;
/** Where a feature hardly varies, its deviation is taken as this, so that noise is not blown up. */
const leastDeviation = 1e-4;

/** One input of the network: a block's features, as they are or brought to mean 0 and deviation 1. */
export interface Branch {
  readonly block: Block;
  readonly standardized: boolean;
}

/**
 * The graph from a window to the network's inputs, one output for each branch. Means and deviations
 * are those of the given windows, which must be of the training part alone.
 */
export async function fitFeatures(
  name: string,
  signal: Signal,
  branches: readonly Branch[],
  windows: readonly Float32Array[],
  task: Task,
  pause: () => Promise<void>,
): Promise<Graph> {
  const plain = featureGraph(name, signal, branches, null);
  const rows = await runFeatures(plain, windows, 'Fitting features', task, pause);
  const spreads = rows.map((row, i) => spreadOf(row, columnsOf(branches[i]!.block, signal)));
  return featureGraph(name, signal, branches, spreads);
}

/**
 * The features of many windows: for each output of the graph [windows, size], packed. Windows may be
 * made one at a time, so that augmented copies need not all be held.
 */
export async function runFeatures(
  graph: Graph,
  windows: Iterable<Float32Array> & { readonly length: number },
  stage: string,
  task: Task,
  pause: () => Promise<void>,
): Promise<Float32Array[]> {
  const { shape } = graph.values[graph.inputs[0]!]!;
  const sizes = graph.outputs.map((id) => sizeOf(graph.values[id]!.shape));
  const rows = sizes.map((size) => new Float32Array(size * windows.length));
  let done = 0;
  for (const window of windows) {
    const outputs = evaluate(graph, [tensor('f32', shape, window)]);
    for (const [i, output] of outputs.entries()) rows[i]!.set(output.data, done * sizes[i]!);
    done++;
    if (done % 32 === 0) {
      stopIfCancelled(task);
      task.progress(stage, done, windows.length);
      await pause();
    }
  }
  task.progress(stage, done, windows.length);
  return rows;
}

/** A name for each feature that is not a plain reading, in the order of the graph's outputs. */
export function featureNamesOf(graph: Graph): string[] {
  return graph.nodes.flatMap(({ op }) =>
    op.kind === 'features' && op.block.kind !== 'raw'
      ? planBlock(op.block, op.signal).featureNames
      : [],
  );
}

interface Spread {
  readonly mean: Float32Array;
  readonly scale: Float32Array;
}

/** The graph from a window to the features of each branch; standardised by `spreads`, where given. */
export function featureGraph(
  name: string,
  signal: Signal,
  branches: readonly Branch[],
  spreads: readonly Spread[] | null,
): Graph {
  const builder = new GraphBuilder(name);
  const window = builder.input('window', [signal.length, signal.axes.length]);
  const outputs = branches.map(({ block, standardized }, i) => {
    const named = branches.length === 1 ? block.kind : `${block.kind}_${i + 1}`;
    const features = builder.add({ kind: 'features', block, signal }, [window], { name: named });
    if (!standardized || !spreads) return features;
    const { mean, scale } = spreads[i]!;
    const columns = mean.length;
    const standardize = {
      kind: 'standardize',
      mean: tensor('f32', [columns], mean),
      scale: tensor('f32', [columns], scale),
      limit: limitDeviations,
    } as const;
    const size = builder.size(features);
    const table =
      size === columns
        ? features
        : builder.add({ kind: 'reshape', shape: [size / columns, columns] }, [features]);
    const even = builder.add(standardize, [table], { name: `${named}_standardized` });
    return table === features ? even : builder.add({ kind: 'reshape', shape: [size] }, [even]);
  });
  return builder.graph(outputs);
}

/** Features of frames are a picture over time: a band is the same thing in each of its rows. */
function columnsOf(block: Block, signal: Signal): number {
  return planBlock(block, signal).shape.at(-1)!;
}

/** Mean and reciprocal deviation of each column of [rows, width]. */
function spreadOf(rows: Float32Array, width: number): Spread {
  const count = rows.length / width;
  const mean = new Float64Array(width);
  const square = new Float64Array(width);
  for (let i = 0; i < rows.length; i++) mean[i % width]! += rows[i]! / count;
  for (let i = 0; i < rows.length; i++)
    square[i % width]! += (rows[i]! - mean[i % width]!) ** 2 / count;
  return {
    mean: Float32Array.from(mean),
    scale: Float32Array.from(square, (value) => 1 / Math.max(leastDeviation, Math.sqrt(value))),
  };
}
