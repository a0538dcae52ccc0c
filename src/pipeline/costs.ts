import { compileImpulse, compilePictures } from '../compile/compile.ts';
import { type Board, boards } from '../compile/estimate/board.ts';
import type { CoreId } from '../compile/estimate/core.ts';
import { estimateTime } from '../compile/estimate/estimate-time.ts';
import { kernelsFor } from '../compile/ports/port.ts';
import type { Model } from './model.ts';

/** What a model takes on a board by estimate, before anything is built. */
export interface BoardCost {
  readonly board: string;
  readonly name: string;
  /** Window and arena; the stack and the board's own are not in it. */
  readonly ramBytes: number;
  readonly boardRamBytes: number;
  /** Weights and tables; code is not in it. */
  readonly flashBytes: number;
  readonly boardFlashBytes: number;
  /** Of one window. */
  readonly milliseconds: number;
  readonly microjoules: number;
  readonly fits: boolean;
}

/** The costs on every board that we know, in their order. */
export function costsOf(
  model: Model,
  name: string,
  runtime: ReadonlyMap<string, string>,
): BoardCost[] {
  const compiled = new Map<CoreId, ReturnType<typeof compiledFor>>();
  return boards.map((board) => {
    const known = compiled.get(board.core) ?? compiledFor(model, name, runtime, board);
    compiled.set(board.core, known);
    const ramBytes = known.arenaBytes + windowBytesOf(model);
    const flashBytes = known.constantBytes;
    const { milliseconds, microjoules } = estimateTime(known, null, board);
    return {
      board: board.id,
      name: board.name,
      ramBytes,
      boardRamBytes: board.ramBytes,
      flashBytes,
      boardFlashBytes: board.flashBytes,
      milliseconds,
      microjoules,
      fits: ramBytes <= board.ramBytes && flashBytes <= board.flashBytes,
    };
  });
}

function compiledFor(
  model: Model,
  name: string,
  runtime: ReadonlyMap<string, string>,
  { core }: Board,
) {
  const { labels, learned } = model;
  const { network } = learned.int8;
  const options = { header: { toolVersion: '', seed: 0 }, kernels: kernelsFor(core) };
  if (model.kind === 'picture') {
    return compilePictures({ name, image: model.image, labels, network }, runtime, options);
  }
  const { signal, strideReadings } = model;
  const { features } = model.learned;
  const impulse = { name, signal, labels, features, network };
  return compileImpulse(impulse, runtime, { ...options, strideReadings });
}

function windowBytesOf(model: Model): number {
  return model.kind === 'signal' ? model.signal.length * model.signal.axes.length * 4 : 0;
}
