import { compileImpulse, compilePictures } from '../compile/compile.ts';
import { type Board, boards } from '../compile/estimate/board.ts';
import { codeBytes } from '../compile/estimate/code-bytes.ts';
import type { CoreId } from '../compile/estimate/core.ts';
import { estimateTime } from '../compile/estimate/estimate-time.ts';
import { kernelsFor } from '../compile/ports/port.ts';
import type { Graph } from '../graph/op.ts';
import { ruleOf } from './judge-scenes.ts';
import type { Model, PictureModel, SignalModel } from './model.ts';

/** What a model takes on a board by estimate, before anything is built. */
export interface BoardCost {
  readonly board: string;
  readonly name: string;
  /** Window and arena; the stack and the board's own are not in it. */
  readonly ramBytes: number;
  readonly boardRamBytes: number;
  /** Of a program that runs the library: weights, tables and code; the board's own is not in it. */
  readonly flashBytes: number;
  /** What of that is code, with the C library's part. */
  readonly codeBytes: number;
  readonly boardFlashBytes: number;
  /** Of one window. */
  readonly milliseconds: number;
  readonly microjoules: number;
  readonly fits: boolean;
}

/** What is priced: a window's features and network, or a picture's network. */
export type Priced =
  | (Pick<SignalModel, 'labels' | 'signal' | 'strideReadings'> & {
      readonly kind: 'signal';
      readonly features: Graph;
      readonly network: Graph;
    })
  | (Pick<PictureModel, 'labels' | 'image'> & {
      readonly kind: 'picture';
      readonly network: Graph;
    });

/** The costs on every board that we know, in their order. */
export function costsOf(model: Model): BoardCost[] {
  const { network } = model.learned.int8;
  const priced: Priced =
    model.kind === 'signal'
      ? { ...model, features: model.learned.features, network }
      : { ...model, network };
  const compiled = new Map<CoreId, Compiled>();
  return boards.map((board) => {
    const known = compiled.get(board.core) ?? compiledFor(priced, board);
    compiled.set(board.core, known);
    return costOf(priced, known, board);
  });
}

/** The costs on one board. */
export function costOn(priced: Priced, board: Board): BoardCost {
  return costOf(priced, compiledFor(priced, board), board);
}

function costOf(priced: Priced, compiled: Compiled, board: Board): BoardCost {
  const ramBytes = compiled.arenaBytes + windowBytesOf(priced, compiled);
  const code = codeBytes(compiled, board.core);
  const flashBytes = compiled.constantBytes + code;
  const { milliseconds, microjoules } = estimateTime(compiled, null, board);
  return {
    board: board.id,
    name: board.name,
    ramBytes,
    boardRamBytes: board.ramBytes,
    flashBytes,
    codeBytes: code,
    boardFlashBytes: board.flashBytes,
    milliseconds,
    microjoules,
    fits: ramBytes <= board.ramBytes && flashBytes <= board.flashBytes,
  };
}

type Compiled = ReturnType<typeof compiledFor>;

/** The name is in the C alone, which is not looked at. */
const name = 'priced';
const header = { toolVersion: '', seed: 0 };

function compiledFor(priced: Priced, { core }: Board) {
  const options = { header, kernels: kernelsFor(core) };
  const { labels, network } = priced;
  if (priced.kind === 'picture') {
    const centres = ruleOf(priced);
    const impulse = { name, image: priced.image, labels, network, ...(centres && { centres }) };
    return compilePictures(impulse, anyRuntime, options);
  }
  const { signal, strideReadings, features } = priced;
  const impulse = { name, signal, labels, features, network };
  return compileImpulse(impulse, anyRuntime, { ...options, strideReadings });
}

/** Nothing that is priced depends on the text of the runtime: every file of it is there, and empty. */
class AnyRuntime extends Map<string, string> {
  override has(): boolean {
    return true;
  }

  override get(): string {
    return '';
  }
}
const anyRuntime = new AnyRuntime();

/** What the readings take while they wait: a window of float32, or what its frames became. */
function windowBytesOf(priced: Priced, compiled: Compiled): number {
  if (priced.kind === 'picture') return 0;
  if ('framed' in compiled && compiled.framed) return compiled.framed.streamBytes;
  return priced.signal.length * priced.signal.axes.length * 4;
}
