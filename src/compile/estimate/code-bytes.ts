import type { CompiledLibrary } from '../compile.ts';
import type { CallKernel } from '../emit/kernel.ts';
import type { CoreId } from './core.ts';
import { generatedCode, libraryTables } from './counted/code.ts';
import { functionTable } from './counted/functions.ts';

/** What was counted of one function, or of constants with a name. */
interface CountedPiece {
  /** In flash, in the order of `codeCores`; of a library on one core, one number. */
  readonly bytes: readonly number[];
  /** What it calls and reads, of the runtime and of libraries. */
  readonly needs: readonly string[];
}

/** Lines of "name bytes … : needs …", each number for one core. */
function piecesOf(table: string): ReadonlyMap<string, CountedPiece> {
  const lines = table.trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [counted, needs = ''] = line.split(':');
      const [name, ...bytes] = counted!.trim().split(' ');
      return [name!, { bytes: bytes.map(Number), needs: needs.split(' ').filter(Boolean) }];
    }),
  );
}

/** Of what is generated. */
export interface GeneratedCode {
  /** For a core: bytes of a program's start and of a library's own functions, and for each call in them. */
  readonly calls: { readonly [K in CountedCore]: readonly [start: number, call: number] };
  /**
   * Routines by their macro, for Cortex-M with DSP, of assembly in small letters, of C in capitals: bytes by
   * themselves, for each number that it takes, for the values of the first four, and for the product of the
   * first two.
   */
  readonly routines: Readonly<Record<string, readonly number[]>>;
}

/** The cores whose compilers were asked. */
export const codeCores = [
  'cortex-m0plus',
  'cortex-m3',
  'cortex-m4',
  'cortex-m55',
  'rv32imc',
] as const;
export type CountedCore = (typeof codeCores)[number];

/** M7 and M33 run the code of an M4, and LX7 is taken to be as dense. */
function countedAs(core: CoreId): CountedCore {
  return codeCores.find((counted) => counted === core) ?? 'cortex-m4';
}

/**
 * Bytes of code in flash of a program that runs a library on a core, start-up and the C library's part included,
 * constants not: what its generated files call, and what that calls in turn, each as GCC compiles it with -O2.
 */
export function codeBytes(compiled: Sources, core: CoreId): number {
  const { functions, routines, own } = codeParts(compiled, countedAs(core));
  return Math.round(functions + routines + own);
}

type Sources = Pick<CompiledLibrary, 'files' | 'generated'>;

/** The same by whose it is: of the runtime and libraries, of a port's macros, and of what is generated. */
export function codeParts({ files, generated }: Sources, core: CountedCore) {
  const text = generated.map((name) => files.get(name)!).join('\n');
  const [start, call] = generatedCode.calls[core];
  return {
    functions: functionBytes(calledIn(text), core),
    routines: routineBytes(routinesIn(text)),
    own: start + call * callsIn(text),
  };
}

/** Names in generated files that may be functions. */
const calledIn = (text: string): readonly string[] =>
  text.match(/\bthimble_\w+|\bmem(?:cpy|set|move)\b/g) ?? [];

const functionsOfRuntime = piecesOf(functionTable);
const functionsOfLibraries = new Map(
  codeCores.map((core) => [core, piecesOf(libraryTables[core])] as const),
);

/** Everything that is linked where these are called. */
function functionBytes(names: readonly string[], core: CountedCore): number {
  const at = codeCores.indexOf(core);
  const found = new Set<string>();
  const waiting = [...names];
  let bytes = 0;
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const own = functionsOfRuntime.get(name);
    const piece = own ?? functionsOfLibraries.get(core)!.get(name);
    if (!piece) continue;
    bytes += piece.bytes[own ? at : 0]!;
    waiting.push(...piece.needs);
  }
  return bytes;
}

/** Calls of the runtime in generated C. */
export const callsIn = (text: string): number =>
  text.match(/^ +(?:return )?(?:thimble|mem)\w+\(/gm)?.length ?? 0;

/** A macro of a port's routines, and the numbers that it is used with. */
export interface RoutineUse {
  readonly macro: string;
  readonly symbol: string;
  readonly numbers: readonly number[];
}

export function routinesIn(text: string): RoutineUse[] {
  return Array.from(
    text.matchAll(/^(thimble_\w+|THIMBLE_\w+)[ (](thimble_\w+)((?:, -?\d+)*)\)?$/gm),
    ([, macro, symbol, numbers]) => ({
      macro: macro!,
      symbol: symbol!,
      numbers: Array.from(numbers!.matchAll(/-?\d+/g), ([number]) => Number(number)),
    }),
  );
}

/** What the bytes of a routine are a sum over; see `GeneratedCode`. Factors in 32 bits are data, and unrolled. */
export function routineParts({ numbers }: RoutineUse): number[] {
  const [first = 0, second = 0, third = 0, fourth = 0] = numbers.map((n) => (n > 1e6 ? 0 : n));
  return [1, numbers.length, first, second, third, fourth, first * second];
}

/** Of functions of C that say the same GCC keeps one, and of each other a branch to it. */
export const foldedBytes = 4;

function routineBytes(uses: readonly RoutineUse[]): number {
  const seen = new Set<string>();
  let bytes = 0;
  for (const use of uses) {
    const form = `${use.macro} ${use.numbers}`;
    const inC = use.macro === use.macro.toUpperCase();
    bytes += inC && seen.has(form) ? foldedBytes : bytesOf(use);
    seen.add(form);
  }
  return bytes;
}

/** Flash that a kernel takes for one layer: tables, and routines of its shape on a Cortex-M with DSP. */
export function kernelBytes({ data, routines = [] }: CallKernel): number {
  const tables = data.tables.reduce((sum, { values }) => sum + values.byteLength, 0);
  const made = routines.map(({ macro, name, parameters }) => {
    return { macro, symbol: name, numbers: parameters };
  });
  return tables + routineBytes(made);
}

function bytesOf(use: RoutineUse): number {
  const counted = generatedCode.routines[use.macro] ?? [];
  const parts = routineParts(use);
  return counted.reduce((sum, each, i) => sum + each * (parts[i] ?? 0), 0);
}
