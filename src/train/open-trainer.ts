import type { Graph } from '../graph/op.ts';
import { plainTrainer } from './plain-trainer.ts';
import type { Trainer, TrainerOptions } from './trainer.ts';
import { compiledTrainer, type ThreadSource } from './wasm/compiled-trainer.ts';
import { canCompile } from './wasm/layers.ts';

/** What the program that runs training lends to the engine. */
export interface EngineWorld {
  /** compiled unless told: the plain engine is for comparing. */
  readonly engine?: 'compiled' | 'plain';
  /**
   * fastest: multiply-adds are rounded once where the processor can, which is nearly everywhere.
   * portable: rounded twice, with the same bytes on any processor, and up to a quarter slower.
   */
  readonly arithmetic?: 'fastest' | 'portable';
  /** More threads for the compiled engine; results do not depend on their number. */
  readonly threads?: ThreadSource;
}

/** The compiled engine, or the plain one where it is asked for or a layer is not known to the other. */
export function openTrainer(
  network: Graph,
  options: TrainerOptions,
  world: EngineWorld = {},
): Trainer {
  const last = network.nodes.find(({ output }) => output === network.outputs[0]);
  const known = network.nodes.every((node) => node === last || canCompile(node.op));
  if (world.engine === 'plain' || !known) return plainTrainer(network, options);
  const { threads } = world;
  const fused = world.arithmetic !== 'portable';
  return compiledTrainer(network, { ...options, fused, ...(threads && { threads }) });
}
