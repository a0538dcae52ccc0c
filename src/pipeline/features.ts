import { assert } from '../base/assert.ts';
import { stopIfCancelled, type Task } from '../base/task.ts';
import { type Block, planBlock, type Signal } from '../dsp/block.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { evaluate } from '../graph/evaluate.ts';
import type { FeaturesOp, Graph } from '../graph/op.ts';
import { sizeOf, tensor } from '../tensor/tensor.ts';
import { type FeatureWorld, featureTables, type WindowSource } from './feature-tables.ts';

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
  world: FeatureWorld,
): Promise<Graph> {
  const plain = featureGraph(name, signal, branches, null);
  const rows = await runFeatures(plain, windows, 'Fitting features', task, world);
  const spreads = rows.map((row, i) => spreadOf(row, columnsOf(branches[i]!.block, signal)));
  return featureGraph(name, signal, branches, spreads);
}

/** The features of many windows: for each output of the graph [windows, size], packed. */
export async function runFeatures(
  graph: Graph,
  windows: WindowSource,
  stage: string,
  task: Task,
  world: FeatureWorld,
): Promise<Float32Array[]> {
  const nodes = graph.nodes.filter(({ op }) => op.kind === 'features');
  const ops = nodes.map(({ op }) => op as FeaturesOp);
  const { signal } = ops[0]!;
  assert(
    nodes.every(({ inputs }, i) => inputs[0] === graph.inputs[0] && isSame(ops[i]!.signal, signal)),
    'every block sees the window as it is',
  );
  const work = { blocks: ops.map(({ block }) => block), signal };
  const tables = await featureTables(work, windows, stage, task, world);
  const plain = nodes.map(({ output }) => output);
  const rest = {
    ...graph,
    inputs: plain,
    nodes: graph.nodes.filter((node) => !nodes.includes(node)),
  };
  if (rest.nodes.length === 0) return graph.outputs.map((id) => tables[plain.indexOf(id)]!);
  return eachRow(rest, tables, windows.length, task, world);
}

/** A model that was read from a file has a signal for each block, alike in content. */
function isSame(a: Signal, b: Signal): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A graph of the rows of some tables: for each output [count, size], packed. */
async function eachRow(
  graph: Graph,
  tables: readonly Float32Array[],
  count: number,
  task: Task,
  { pause }: FeatureWorld,
): Promise<Float32Array[]> {
  const shapes = graph.inputs.map((id) => graph.values[id]!.shape);
  const sizes = graph.outputs.map((id) => sizeOf(graph.values[id]!.shape));
  const rows = sizes.map((size) => new Float32Array(size * count));
  for (let k = 0; k < count; k++) {
    const inputs = tables.map((table, i) => {
      const size = table.length / count;
      return tensor('f32', shapes[i]!, table.subarray(k * size, (k + 1) * size));
    });
    const outputs = evaluate(graph, inputs);
    for (const [i, output] of outputs.entries()) rows[i]!.set(output.data, k * sizes[i]!);
    if (k % 256 !== 255) continue;
    stopIfCancelled(task);
    await pause();
  }
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
