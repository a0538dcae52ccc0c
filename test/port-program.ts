import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Random } from '../src/base/random.ts';
import { type CompiledImpulse, compileImpulse } from '../src/compile/compile.ts';
import type { KernelTable } from '../src/compile/emit/kernel.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import type { Optimise } from '../src/compile/options.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { compileObjects, linkFirmware } from '../src/toolchain/build-firmware.ts';
import { emulate } from '../src/toolchain/emulate.ts';
import type { Tools } from '../src/toolchain/find-tools.ts';
import { instructionsBetween, machineFor } from '../src/toolchain/machines.ts';
import { readFirmware, readRuntime } from '../src/toolchain/runtime-files.ts';
import { inWorkshop } from '../src/toolchain/workshop.ts';

/** Many networks of a port in one program on an emulated core, against what the graph means. */

export interface PortRun {
  readonly impulse: Impulse;
  readonly compiled: CompiledImpulse;
  /** Whether all scores of all windows are equal bit for bit. */
  readonly same: boolean;
  /** Executed for the first window, features and labels included. */
  readonly instructions: number;
  /** Where marks were wanted: of each step of the program, and behind the last one. */
  readonly stepInstructions: readonly number[];
}

/** What is run and counted of each network. */
export interface Counting {
  /** Windows of each network, four at most; all four unless told. */
  readonly windows?: number;
  /** Whether steps are counted one by one; `instructions` has the marks then. */
  readonly marks?: boolean;
  /** Makes the objects of the runtime and of routines; by GCC unless told. */
  readonly compile?: typeof compileObjects;
}

export async function runOnPort(
  impulses: readonly Impulse[],
  kernels: KernelTable,
  core: CoreId,
  tools: Tools,
  optimise: Optimise = 'balanced',
  { windows: most = 4, marks = false, compile = compileObjects }: Counting = {},
): Promise<PortRun[]> {
  const runtime = await readRuntime();
  const compiled = impulses.map((impulse) =>
    compileImpulse(impulse, runtime, { ...plain, kernels, optimise, marks }),
  );
  const windows = impulses.map((impulse) => windowsFor(impulse).slice(0, most));
  const { scores, instructions, steps } = await answersOf(compiled, windows, core, tools, compile);
  let at = 0;
  return impulses.map((impulse, i) => {
    const same = windows[i]!.every((window) => {
      const wanted = scoresOf(impulse, window);
      const got = scores.subarray(at, at + wanted.length);
      at += wanted.length;
      return wanted.every((score, k) => Object.is(score, got[k]));
    });
    const one = { impulse, compiled: compiled[i]!, same, instructions: instructions[i]! };
    return { ...one, stepInstructions: marks ? steps[i]! : [] };
  });
}

const plain = { strideReadings: 1, header: { toolVersion: '0.0.0', seed: 7 } } as const;

/** Values of every size, among them both ends of int8 alone and mixed. */
function windowsFor({ name, signal }: Impulse): Float32Array[] {
  const random = new Random(11, name);
  const values: (() => number)[] = [
    () => random.normal(),
    () => 1000,
    () => -1000,
    () => (random.below(2) ? 1000 : -1000),
  ];
  const size = signal.length * signal.axes.length;
  return values.map((value) => Float32Array.from({ length: size }, value));
}

function scoresOf(impulse: Impulse, window: Float32Array): Float32Array {
  const shape = [impulse.signal.length, impulse.signal.axes.length];
  const features = evaluate(impulse.features, [tensor('f32', shape, window)]);
  const inputs = impulse.network.inputs.map((id, i) =>
    tensor('f32', impulse.network.values[id]!.shape, features[i]!.data),
  );
  return Float32Array.from(evaluate(impulse.network, inputs)[0]!.data);
}

async function answersOf(
  compiled: readonly CompiledImpulse[],
  windows: readonly (readonly Float32Array[])[],
  core: CoreId,
  tools: Tools,
  compile: typeof compileObjects,
): Promise<{ scores: Float32Array; instructions: number[]; steps: number[][] }> {
  const input = Float32Array.from(windows.flat().flatMap((window) => [...window]));
  const files = new Map<string, string | Uint8Array>([
    ...(await readFirmware(machineFor(core).toolchain.headers)),
    ...compiled.flatMap((one) => [...one.files]),
    ['main.c', mainSource(compiled, core, windows[0]!.length)],
    ['windows.bin', new Uint8Array(input.buffer)],
  ]);
  return inWorkshop(files, async (folder) => {
    const build = { folder, core, tools, optimise: '-O2' } as const;
    const generated = new Set(compiled.flatMap((one) => one.generated));
    const sources = [...new Set(compiled.flatMap((one) => [...one.files.keys()]))].filter(
      (file) => /_routines\.[cS]$/.test(file) || (file.endsWith('.c') && !generated.has(file)),
    );
    const { startUp } = machineFor(core).toolchain;
    const own = await compileObjects(build, [...startUp, 'reported_end.c', 'main.c']);
    const library = await compile(build, sources);
    const { elf } = await linkFirmware(build, 'program', own, library);
    await emulate({ folder, core, elf, tools, silenceMs: 120_000 });
    const read = async (file: string) => new Uint8Array(await readFile(join(folder, file))).buffer;
    const ticks = new Uint32Array(await read('ticks.bin'));
    const counts = Array.from(ticks, (count) => instructionsBetween(count, 0, machineFor(core)));
    return { scores: new Float32Array(await read('scores.bin')), ...countsOf(counts, compiled) };
  });
}

/** ticks.bin: a mark alone, then for each network the marks of its steps and the end, since its run began. */
function countsOf(
  [mark, ...counts]: readonly number[],
  compiled: readonly CompiledImpulse[],
): { instructions: number[]; steps: number[][] } {
  const instructions: number[] = [];
  const steps: number[][] = [];
  let at = 0;
  for (const { layers } of compiled) {
    const ends = counts.slice(at, at + marksOf(layers) + 1);
    at += ends.length;
    instructions.push(ends.at(-1)!);
    let since = 0;
    const took = ends.map((end) => {
      if (end === 0) return 0;
      const own = end - since;
      since = end + mark!;
      return own;
    });
    steps.push(took);
  }
  return { instructions, steps };
}

function marksOf(layers: CompiledImpulse['layers']): number {
  return 1 + Math.max(...layers.map(({ step }) => step));
}

/** All generated C but routines as one unit, so that the compiler runs once; one arena serves all. */
function mainSource(compiled: readonly CompiledImpulse[], core: CoreId, windows: number): string {
  const hidden = ['compute_features', 'compute_network', 'best_label', 'slide'];
  const units = compiled.map(({ name, generated }) => {
    const hide = hidden.map((one) => `#define ${one} ${name}_${one}`).join('\n');
    const show = hidden.map((one) => `#undef ${one}`).join('\n');
    const own = generated.filter((file) => /\.c$/.test(file) && !file.endsWith('_routines.c'));
    return `${hide}\n${own.map((file) => `#include "${file}"`).join('\n')}\n${show}`;
  });
  const bytes = Math.max(...compiled.map(({ arenaBytes }) => arenaBytes));
  const values = Math.max(...compiled.map(({ windowValues }) => windowValues));
  const marks = Math.max(...compiled.map(({ layers }) => marksOf(layers)));
  const calls = compiled.map(({ name, layers }) => {
    const upper = `THIMBLE_${name.toUpperCase()}`;
    return `
    for (int turn = 0; turn < ${windows}; turn++) {
        thimble_${name}_result result;
        semihosting_read(in, window, sizeof(float) * ${upper}_WINDOW_VALUES);
        memset(memory.bytes, 0x55 << (turn & 1), sizeof memory.bytes);
        uint32_t end;
        begin_marks();
        if (thimble_${name}_run(window, (thimble_${name}_arena *)memory.bytes, &result) != 0) {
            return 1;
        }
        end = since_begin();
        if (turn == 0) {
            semihosting_write(took, marks, ${marksOf(layers)} * sizeof marks[0]);
            semihosting_write(took, &end, sizeof end);
        }
        semihosting_write(out, result.score, sizeof(float) * ${upper}_LABELS);
        if (memory.before != 0x600D600D || memory.after != 0x600D600D) {
            semihosting_print("\\nerror: ${name} writes beside its arena\\n");
            return 2;
        }
    }`;
  });
  const { counterAddress, slowCounterAddress } = machineFor(core);
  return `#include <string.h>

#define COUNTER_ADDRESS ${counterAddress}u
#define SLOW_COUNTER_ADDRESS ${slowCounterAddress}u
#include "architecture.h"

#include "firmware.h"
#include "semihosting.h"

/* Ticks from the beginning of a run to the end of each of its steps; 0 where a library makes no marks. */
static uint32_t marks[${marks}];
static uint32_t begin, slow_begin;

static void begin_marks(void) {
    memset(marks, 0, sizeof marks);
    read_clock(&begin, &slow_begin);
}

static uint32_t since_begin(void) {
    uint32_t ticks, slow_ticks;
    read_clock(&ticks, &slow_ticks);
    clock_difference(&ticks, &slow_ticks, begin, slow_begin);
    return ticks;
}

void thimble_layer_done(int32_t step);
__attribute__((noinline)) void thimble_layer_done(int32_t step) {
    marks[step] = since_begin();
}

${units.join('\n')}

static struct {
    uint32_t before;
    uint64_t bytes[${Math.ceil(bytes / 8)}];
    uint32_t after;
} memory;
static float window[${values}];

int main(void) {
    const intptr_t in = semihosting_open("windows.bin", MODE_READ_BINARY);
    const intptr_t out = semihosting_open("scores.bin", MODE_WRITE_BINARY);
    memory.before = memory.after = 0x600D600D;
    const intptr_t took = semihosting_open("ticks.bin", MODE_WRITE_BINARY);
    thimble_layer_done(0);
    const uint32_t first = marks[0];
    thimble_layer_done(0);
    const uint32_t mark = marks[0] - first;
    semihosting_write(took, &mark, sizeof mark);
${calls.join('\n')}
    semihosting_close(out);
    semihosting_close(took);
    return 0;
}
`;
}
