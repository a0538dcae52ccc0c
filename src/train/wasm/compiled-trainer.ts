import { Random } from '../../base/random.ts';
import type { Graph } from '../../graph/op.ts';
import { makeEngine } from '../engine.ts';
import type { Loss } from '../loss.ts';
import { defaultAdam, momentumKept, type OptimizerKind } from '../optimizer.ts';
import type { StepSettings, Trainer, TrainerOptions, TrainerState } from '../trainer.ts';
import { type CompiledNetwork, compileNetwork } from './compile.ts';
import { commands, control, doubles, settings as words } from './control.ts';
import { packInto, unpackFrom } from './packing.ts';
import { multiplyAddsOf, partsFor } from './parts.ts';
import { fusesMultiplyAdd } from './probe.ts';
import { instantiate, type StartThread } from './thread.ts';

export interface CompiledOptions extends TrainerOptions {
  /** Whether multiply-adds may be rounded once where the processor can. */
  readonly fused: boolean;
  /** How other threads are started; without it there is one. */
  readonly threads?: ThreadSource;
}

export interface ThreadSource {
  /** Threads in all, this one counted. */
  readonly count: number;
  readonly start: StartThread;
  /** Whether modules compiled here run on vectors of 256 bits: see `ModuleOptions`. */
  readonly wide?: boolean;
}

/**
 * Training by a module compiled for this network and batch size. It blocks the thread that it is
 * called on while a step runs, and where there are more threads it waits for them: in a browser it
 * belongs into a worker.
 */
export function compiledTrainer(network: Graph, options: CompiledOptions): Trainer {
  const { batch, seed, loss, optimizer = 'adamW' } = options;
  const fused = options.fused && fusesMultiplyAdd();
  const parts = partsFor(batch);
  const sharing = threadsFor(network, options, parts);
  const threads = sharing?.count ?? 1;
  const compiled = compileNetwork(network, {
    ...{ batch, fused, parts, loss, optimizer },
    wide: options.threads?.wide ?? false,
    shared: threads > 1,
  });
  const memory = memoryFor(compiled, threads > 1);
  const module = new WebAssembly.Module(compiled.module);
  const { step, prepare } = instantiate(module, memory);
  const view = new View(memory.buffer, compiled);
  const others = Array.from({ length: threads - 1 }, (_, i) =>
    sharing!.start({ module, memory, thread: i + 1 }),
  );
  const run = (count: number, training: boolean) => {
    view.word(control.count, count);
    view.word(control.training, training ? 1 : 0);
    view.word(control.threads, threads);
    if (threads > 1) view.command(commands.run);
    step(0);
  };
  const changed = () => {
    view.word(control.threads, 1);
    prepare(0);
  };
  view.targets(options);
  view.write(firstState(compiled));
  changed();
  return {
    batch,
    rows: compiled.rows,
    classes: compiled.classes,
    loss,
    inputs: view.inputs,
    shares: view.shares,
    logits: view.logits,
    arithmetic: `compiled, ${fused ? 'fused' : 'plain'} multiply-adds, ${parts} parts`,
    ready: Promise.all(others.map(({ ready }) => ready)).then(() => {}),
    evaluate(count) {
      run(count, false);
      view.readLogits(count);
    },
    step(count, given) {
      view.settings(given, seed, optimizer);
      run(count, true);
      return view.result();
    },
    read: () => view.read(),
    write(state) {
      view.write(state);
      changed();
    },
    swapAverage() {
      view.swapAverage();
      changed();
    },
    wildLayer: (count, limit, at) =>
      wildLayerOf(network, { batch, seed, loss }, view, { count, limit, step: at }),
    close() {
      if (threads > 1) view.command(commands.end);
      for (const other of others) other.end();
    },
  };
}

function memoryFor({ pages }: CompiledNetwork, shared: boolean): WebAssembly.Memory {
  if (shared) return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  return new WebAssembly.Memory({ initial: pages });
}

/** Buffers have been used again since they were filled: the plain engine goes the way once more. */
function wildLayerOf(
  network: Graph,
  { batch, ...options }: { batch: number; seed: number; loss: Loss },
  view: View,
  { count, limit, step }: { count: number; limit: number; step: number },
): string | null {
  const engine = makeEngine(network, batch, options);
  engine.numbers.set(view.read().numbers);
  for (const [i, input] of engine.inputs.entries()) input.set(view.inputs[i]!);
  engine.forward(count, { training: true, step });
  return engine.wildLayer(count, limit);
}

/** Other threads where memory can be shared (in a browser: on an isolated page) and work is enough. */
function threadsFor(network: Graph, { batch, threads }: CompiledOptions, parts: number) {
  if (!threads || typeof SharedArrayBuffer === 'undefined') return undefined;
  const count = Math.min(parts, threads.count);
  const worthIt = batch * multiplyAddsOf(network) > 2e6;
  return worthIt && count > 1 ? { ...threads, count } : undefined;
}

function firstState({ slots, packing }: CompiledNetwork): TrainerState {
  const length = slots.reduce((sum, { initial }) => sum + initial.data.length, 0);
  const numbers = new Float32Array(length);
  for (const { offset, initial } of slots) numbers.set(initial.data, offset);
  const trained = packing.places.filter(({ slot }) => slot.role !== 'statistic');
  const count = trained.reduce((sum, { index }) => sum + index.length, 0);
  const [first, second] = [new Float32Array(count), new Float32Array(count)];
  return { numbers, first, second, average: numbers };
}

/** The module's memory as its map describes it. */
class View {
  readonly inputs: readonly Float32Array[];
  readonly shares: Float32Array;
  readonly logits: Float32Array;
  readonly #compiled: CompiledNetwork;
  readonly #floats: Float32Array;
  readonly #doubles: Float64Array;
  readonly #words: Int32Array;

  constructor(buffer: ArrayBufferLike, compiled: CompiledNetwork) {
    this.#compiled = compiled;
    this.#floats = new Float32Array(buffer);
    this.#doubles = new Float64Array(buffer);
    this.#words = new Int32Array(buffer);
    const { inputs, shares, rows, classes, batch } = compiled;
    this.inputs = inputs.map(({ address, size }) => this.#part(address, size * batch));
    this.shares = this.#part(shares, rows * classes * batch);
    this.logits = new Float32Array(rows * classes * batch);
    for (const { address, values } of compiled.constants) {
      this.#part(address, values.length).set(values);
    }
  }

  #part(address: number, length: number): Float32Array {
    return this.#floats.subarray(address / 4, address / 4 + length);
  }

  word(address: number, value: number): void {
    this.#words[address / 4] = value;
  }

  /** Wakes the other threads. */
  command(command: number): void {
    this.word(control.command, command);
    Atomics.add(this.#words, control.commands / 4, 1);
    Atomics.notify(this.#words, control.commands / 4);
  }

  targets({ classWeights, smoothing }: TrainerOptions): void {
    this.#part(this.#compiled.classWeights, classWeights.length).set(classWeights);
    this.#doubles[doubles.smoothing / 8] = smoothing;
  }

  settings(given: StepSettings, seed: number, optimizer: OptimizerKind): void {
    const { step, learningRate, weightDecay, averaging } = given;
    const [beta1, beta2] = defaultAdam.decay;
    const kept = Math.min(averaging, (2 + step) / (11 + step));
    const values: Record<keyof typeof words, number> = {
      rate: optimizer === 'momentum' ? learningRate : learningRate / (1 - beta1 ** (step + 1)),
      secondScale: 1 / (1 - beta2 ** (step + 1)),
      epsilon: defaultAdam.epsilon,
      kept: optimizer === 'adam' ? 1 : 1 - learningRate * weightDecay,
      firstDecay: optimizer === 'momentum' ? momentumKept : beta1,
      firstShare: 1 - beta1,
      secondDecay: beta2,
      secondShare: 1 - beta2,
      averageKept: kept,
      averageShare: 1 - kept,
      decay: weightDecay,
    };
    for (const name of Object.keys(words) as (keyof typeof words)[]) {
      this.#floats[words[name] / 4] = values[name];
    }
    this.#doubles[doubles.lengthMost / 8] = given.lengthMost;
    this.#doubles[doubles.lossMost / 8] = given.lossMost;
    this.word(control.averages, averaging > 0 ? 1 : 0);
    this.word(control.refused, 0);
    for (const [layer, address] of this.#compiled.keys) {
      this.word(address, new Random(seed, 'dropout', layer, step).key);
    }
  }

  result() {
    const [loss, length] = [this.#doubles[doubles.loss / 8]!, this.#doubles[doubles.length / 8]!];
    return { loss, length, taken: this.#words[control.refused / 4] === 0 };
  }

  readLogits(count: number): void {
    const { rows, classes, logits } = this.#compiled;
    for (let i = 0; i < count * rows; i++) {
      const row = this.#part(logits.address + i * logits.channels * 4, classes);
      this.logits.set(row, i * classes);
    }
  }

  read(): TrainerState {
    const { holdings, packing } = this.#compiled;
    const lengths = packing.places.map(({ slot, index }) => [slot.role, index.length] as const);
    const all = lengths.reduce((sum, [, length]) => sum + length, 0);
    const trained = lengths.reduce(
      (sum, [role, length]) => sum + (role === 'statistic' ? 0 : length),
      0,
    );
    const from = (address: number, length: number) => {
      const numbers = new Float32Array(length);
      unpackFrom(packing, this.#floats.subarray(address / 4), numbers);
      return numbers;
    };
    return {
      numbers: from(holdings.numbers, all),
      first: from(holdings.first, trained),
      second: from(holdings.second, trained),
      average: from(holdings.average, all),
    };
  }

  write({ numbers, first, second, average }: TrainerState): void {
    const { holdings, packing } = this.#compiled;
    const to = (address: number, values: Float32Array) =>
      packInto(packing, values, this.#floats.subarray(address / 4));
    to(holdings.numbers, numbers);
    to(holdings.first, first);
    to(holdings.second, second);
    to(holdings.average, average);
  }

  swapAverage(): void {
    const { numbers, average, bytes } = this.#compiled.holdings;
    const kept = this.#part(numbers, bytes / 4).slice();
    this.#part(numbers, bytes / 4).set(this.#part(average, bytes / 4));
    this.#part(average, bytes / 4).set(kept);
  }
}
