/** What the functions of the runtime, and those of the C library that they call, take of flash on a core. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { CoreId } from '../src/compile/estimate/core.ts';
import { compilerFlags } from '../src/toolchain/build-firmware.ts';
import { machineFor } from '../src/toolchain/machines.ts';
import { readFirmware, readRuntime } from '../src/toolchain/runtime-files.ts';

export interface CodePiece {
  readonly bytes: number;
  /** Names of other pieces. */
  readonly needs: readonly string[];
}

/** Sections of functions by the function's name, and members of archives by "archive(member)". */
export type CodeGraph = ReadonlyMap<string, CodePiece>;

/** Objects of sources that are compiled together in one folder, as the toolchain does. */
export class ObjectFolder {
  readonly #folder = mkdtempSync(join(tmpdir(), 'thimble-code-'));
  readonly #core: CoreId;

  constructor(core: CoreId, files: ReadonlyMap<string, string>) {
    this.#core = core;
    for (const [name, text] of files) writeFileSync(join(this.#folder, name), text);
  }

  /** The object of a source; null where the core cannot have it. */
  compile(source: string): string | null {
    const { compiler, compilerFlags: more } = machineFor(this.#core).toolchain;
    const flags = [...compilerFlags({ core: this.#core, optimise: '-O2' }), ...more, '-c'];
    try {
      execFileSync(compiler, [...flags, source, '-o', `${source}.o`], {
        cwd: this.#folder,
        stdio: 'ignore',
      });
    } catch {
      return null;
    }
    return join(this.#folder, `${source}.o`);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** Of all that a core can have of the runtime, and of what the C library and the compiler bring for that. */
export async function codeGraphs(core: CoreId): Promise<CodeGraphs> {
  const { toolchain } = machineFor(core);
  const firmware = await readFirmware(toolchain.headers);
  const runtime = await readRuntime();
  const folder = new ObjectFolder(core, new Map([...firmware, ...runtime]));
  const pieces = new Map<string, CodePiece>();
  const own = toolchain.startUp.filter((file) => file !== 'startup.c' && !file.endsWith('.S'));
  for (const source of [...runtime.keys(), ...own].filter((file) => file.endsWith('.c'))) {
    const object = folder.compile(source);
    if (!object) continue;
    for (const [name, piece] of sectionsOf(core, object)) pieces.set(name, piece);
  }
  folder.remove();
  const wanted = new Set([...pieces.values()].flatMap(({ needs }) => needs));
  for (const name of pieces.keys()) wanted.delete(name);
  return { functions: pieces, library: archivePieces(core, wanted) };
}

export interface CodeGraphs {
  readonly functions: CodeGraph;
  readonly library: CodeGraph;
}

/** Functions and constants of an object by name, each with those that it mentions. */
export function sectionsOf(core: CoreId, object: string): Map<string, CodePiece> {
  const { compiler } = machineFor(core).toolchain;
  const text = run(compiler.replace(/gcc$/, 'objdump'), ['-h', '-t', '-r', object]);
  const isLinked = (section: string) => /^\.(text|s?rodata)/.test(section);
  const names = new Map<string, string>();
  const symbols = text.matchAll(
    /^[0-9a-f]+ [lgu ].{5}[FO] (\S+)\s+[0-9a-f]+ (?:\.hidden )?(\S+)$/gm,
  );
  for (const [, section, name] of symbols) {
    if (isLinked(section!)) names.set(section!, name!);
  }
  // what has no name of its own has that of its file
  const nameOf = (section: string) => {
    const own = names.get(section) ?? section.replace(/^\.text\./, '');
    return own.startsWith('.') ? `${basename(object, '.o')}${own}` : own;
  };
  const needs = new Map<string, Set<string>>();
  for (const block of text.split('RELOCATION RECORDS FOR ').slice(1)) {
    const section = block.match(/^\[(\S+)\]/)![1]!;
    const targets = Array.from(
      block.matchAll(/^[0-9a-f]+ R_\S+\s+(\S+?)(?:[+-]0x[0-9a-f]+)?$/gm),
      ([, target]) => (isLinked(target!) ? nameOf(target!) : target!),
    );
    needs.set(section, new Set(targets.filter((target) => !/^\.|^\*ABS\*/.test(target))));
  }
  const pieces = new Map<string, CodePiece>();
  for (const [, section, size] of text.matchAll(/^\s*\d+ (\.\S+)\s+([0-9a-f]+)/gm)) {
    const bytes = Number.parseInt(size!, 16);
    if (!isLinked(section!) || bytes === 0) continue;
    // a routine of assembly has its tables under its own name
    const name = nameOf(section!.replace(/^\.rodata\.(?=thimble_)/, '.text.'));
    const others = [...(needs.get(section!) ?? [])].filter((other) => other !== name);
    const known = pieces.get(name);
    pieces.set(name, {
      bytes: bytes + (known?.bytes ?? 0),
      needs: [...others, ...(known?.needs ?? [])],
    });
  }
  return pieces;
}

/** The members that define what is wanted, and what those want in turn; by the names that they define. */
function archivePieces(core: CoreId, wanted: ReadonlySet<string>): CodeGraph {
  const { compiler, compilerFlags: more, libraries } = machineFor(core).toolchain;
  const flags = [...compilerFlags({ core, optimise: '-O2' }), ...more];
  const archives = [
    'libgcc.a',
    ...(libraries.includes('-lm') ? ['libc_nano.a', 'libm_nano.a', 'libm.a'] : []),
  ]
    .map((name) => run(compiler, [...flags, `-print-file-name=${name}`]).trim())
    .filter((path) => path.includes('/'));
  const members = new Map<string, CodePiece>();
  for (const archive of archives) {
    const sizes = new Map(
      run(compiler.replace(/gcc$/, 'size'), [archive])
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter((row) => row.length >= 6)
        .map((row) => [row[5]!, Number(row[0])]),
    );
    const symbols = run(compiler.replace(/gcc$/, 'nm'), ['-A', archive]);
    const lines = Array.from(
      symbols.matchAll(/^[^\n]*?:([^:\n]+\.o):\s*(?:[0-9a-f]+)?\s+([A-Za-z]) (\S+)$/gm),
      ([, member, kind, name]) => ({ member: member!, kind: kind!, name: name! }),
    );
    for (const [member, of] of Map.groupBy(lines, (line) => line.member)) {
      const needs = of.filter(({ kind }) => kind === 'U').map(({ name }) => name);
      const defined = of.filter(({ kind }) => /[TWDRVB]/.test(kind)).map(({ name }) => name);
      const [first, ...others] = defined.filter((name) => !members.has(name));
      if (!first) continue;
      members.set(first, { bytes: sizes.get(member) ?? 0, needs });
      for (const name of others) members.set(name, { bytes: 0, needs: [first] });
    }
  }
  const found = new Map<string, CodePiece>();
  const waiting = [...wanted];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const piece = members.get(name);
    if (!piece || found.has(name)) continue;
    found.set(name, piece);
    waiting.push(...piece.needs);
  }
  return found;
}

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
}
