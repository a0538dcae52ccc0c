/**
 * What the estimator says of the flash that a program takes, beside what a linker says: npm run bench -- code-bytes.
 * With `fit` it asks the compilers about the runtime, and writes src/compile/estimate/counted; with
 * `fit-calls` after that it links programs, for what is left of them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unwatched } from '../src/base/task.ts';
import { type CompiledImpulse, compileImpulse } from '../src/compile/compile.ts';
import {
  type CountedCore,
  callsIn,
  codeBytes,
  codeCores,
  codeParts,
  foldedBytes,
  routineParts,
  routinesIn,
} from '../src/compile/estimate/code-bytes.ts';
import {
  coresInBothLanguages,
  type KernelLanguage,
  kernelLanguages,
} from '../src/compile/options.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { type MeasuredProof, prove } from '../src/toolchain/prove.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { blockImpulse } from '../test/block-impulse.ts';
import { blockKinds, generatedBlock } from '../test/generated-blocks.ts';
import { generatedNetwork } from '../test/generated-networks.ts';
import { type CodeGraphs, codeGraphs, ObjectFolder, sectionsOf } from './code-graph.ts';
import type { Measurement } from './measurement.ts';
import { ridge } from './ridge.ts';

/** One set to learn from, another to judge by. */
const seeds = { fit: 7, judge: 93 } as const;
const networks = { fit: 12, judge: 20 } as const;
const blocks = { fit: blockKinds, judge: blockKinds } as const;
/** Networks whose routines are looked at. */
const lookedAt = 300;

export async function measure(args: readonly string[]): Promise<Measurement> {
  if (args[0] === 'fit') await fit();
  if (args[0] === 'fit-calls') await fitCalls();
  const isFit = args[0]?.startsWith('fit');
  const judged = codeCores.filter((core) => !isFit && (args.length === 0 || args.includes(core)));
  const rows = [];
  for (const core of judged) {
    rows.push(await judge(core, 'assembly'));
    if (coresInBothLanguages.includes(core)) rows.push(await judge(core, 'c'));
  }
  return {
    title: 'Estimated flash of whole programs beside what is linked',
    rows,
    notes: [
      `${networks.judge} generated networks and ${blocks.judge} feature blocks with a least network, of seed ${seeds.judge}; learned from others of seed ${seeds.fit}.`,
      'A program holds a window, an arena and a result, and runs the library; GCC 12.2 with -O2.',
    ],
  };
}

async function judge(core: CountedCore, language: KernelLanguage) {
  const errors = { code: [] as number[], flash: [] as number[] };
  for (const { compiled, proof } of await linked(core, 'judge', language)) {
    const code = proof.flashBytes - compiled.constantBytes;
    const guess = codeBytes(compiled, core);
    errors.code.push(Math.abs(guess / code - 1));
    errors.flash.push(Math.abs((guess + compiled.constantBytes) / proof.flashBytes - 1));
  }
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const at = (of: number[], share: number) =>
    percent(of.toSorted((a, b) => a - b)[Math.ceil(share * of.length) - 1]!);
  return {
    core: language === 'c' ? `${core}, kernels in C` : core,
    programs: errors.flash.length,
    'code, median error': at(errors.code, 0.5),
    'code, largest': at(errors.code, 1),
    'flash, median error': at(errors.flash, 0.5),
    'flash, error of 95 in 100': at(errors.flash, 0.95),
    'flash, largest': at(errors.flash, 1),
  };
}

interface Linked {
  readonly compiled: CompiledImpulse;
  readonly proof: MeasuredProof;
}

/** Built, linked and run once. */
async function linked(
  core: CountedCore,
  set: keyof typeof seeds,
  language: KernelLanguage,
): Promise<Linked[]> {
  const tools = await findTools();
  const runtime = await readRuntime();
  const seed = seeds[set];
  const impulses: Impulse[] = [
    ...Array.from({ length: networks[set] }, (_, i) => generatedNetwork(i, seed)),
    ...Array.from({ length: blocks[set] }, (_, i) => {
      const { block, signal } = generatedBlock(i, seed);
      return blockImpulse([block], signal);
    }),
  ];
  const made: Linked[] = [];
  const places = impulses.keys();
  const worker = async () => {
    for (const i of places) {
      const impulse = impulses[i]!;
      const kernels = kernelsFor(core, 'balanced', language);
      const compiled = compileImpulse(impulse, runtime, { ...plain, kernels });
      const { name, files, windowValues, featureCount: features, arenaBytes, framed } = compiled;
      const windows = [new Float32Array(windowValues)];
      const labels = impulse.labels.length;
      const request = { core, name, files, windowValues, features, labels, arenaBytes, framed };
      made[i] = { compiled, proof: await prove({ ...request, windows }, tools, unwatched) };
    }
  };
  await Promise.all([worker(), worker()]);
  return made;
}

const textIn = ({ generated, files }: CompiledImpulse): string =>
  generated.map((name) => files.get(name)!).join('\n');

const plain = { strideReadings: 1, header: { toolVersion: '0.0.0', seed: 1 } } as const;

async function fit(): Promise<void> {
  const graphs = new Map<CountedCore, CodeGraphs>();
  for (const core of codeCores) graphs.set(core, await codeGraphs(core));
  const own = [...graphs.values()].map(({ functions }) => functions);
  const names = [...new Set(own.flatMap((functions) => [...functions.keys()]))].sort();
  const rows = names.map((name) => {
    const pieces = own.map((functions) => functions.get(name));
    const needs = [...new Set(pieces.flatMap((piece) => piece?.needs ?? []))].sort();
    const bytes = pieces.map((piece) => piece?.bytes ?? 0);
    return lineOf(name, bytes, needs);
  });
  const libraries = [...graphs].map(([core, { library }]) => {
    const lines = [...library].sort().map(([name, { bytes, needs }]) => {
      const known = needs.filter((need) => library.has(need)).sort();
      return lineOf(name, [bytes], known);
    });
    return `  ${keyed(core)}: \`\n${lines.join('\n')}\n\`,`;
  });
  const macros = [...(await fitRoutines())].map(([macro, each]) => {
    const numbers = each.map((number) => Number(number.toPrecision(4)));
    return `    ${macro}: [${numbers.join(', ')}],`;
  });
  await writeFile(join(import.meta.dirname, folder, codeFile), codeText(macros, libraries));
  await writeFile(join(import.meta.dirname, folder, 'functions.ts'), functionsText(rows));
}

/** What is left of a program beside what it calls, once that is known: its start, and the calls. */
async function fitCalls(): Promise<void> {
  const calls: string[] = [];
  for (const core of codeCores) {
    const runs = await linked(core, 'fit', 'assembly');
    const rows = runs.map(({ compiled }) => [1, callsIn(textIn(compiled))]);
    const wanted = runs.map(({ compiled, proof }) => {
      const { functions, routines } = codeParts(compiled, core);
      return proof.flashBytes - compiled.constantBytes - functions - routines;
    });
    const [start, call] = ridge(
      rows,
      wanted.map((bytes) => Math.max(bytes, 100)),
      [800, 16],
      [800, 16],
      0.1,
    );
    calls.push(`    ${keyed(core)}: [${Math.round(start!)}, ${call!.toFixed(1)}],`);
  }
  const path = join(import.meta.dirname, folder, codeFile);
  const text = await readFile(path, 'utf8');
  await writeFile(
    path,
    text.replace(/ {2}calls: \{\n[^}]*\},/, `  calls: {\n${calls.join('\n')}\n  },`),
  );
}

const keyed = (name: string): string => (/^\w+$/.test(name) ? name : `'${name}'`);
const lineOf = (name: string, bytes: readonly number[], needs: readonly string[]): string =>
  `${[name, ...bytes].join(' ')}${needs.length > 0 ? ` : ${needs.join(' ')}` : ''}`;

const folder = '../src/compile/estimate/counted';
const codeFile = 'code.ts';

/** Routines by their macro, in both languages. */
async function fitRoutines(): Promise<Map<string, number[]>> {
  const runtime = await readRuntime();
  const seen = new Map<string, { parts: number[]; bytes: number }[]>();
  const uses = kernelLanguages.flatMap((language) =>
    Array.from({ length: lookedAt }, (_, i) => [language, i] as const),
  );
  for (const [language, i] of uses) {
    const kernels = kernelsFor('cortex-m4', i % 2 ? 'speed' : 'balanced', language);
    const { block, signal } = generatedBlock(i, seeds.fit);
    const impulse = i % 3 ? generatedNetwork(i, seeds.fit) : blockImpulse([block], signal);
    const { files, generated } = compileImpulse(impulse, runtime, { ...plain, kernels });
    const source = generated.find((name) => routinesIn(files.get(name)!).length > 0);
    if (!source) continue;
    const folder = new ObjectFolder('cortex-m4', files);
    const sections = sectionsOf('cortex-m4', folder.compile(source)!);
    folder.remove();
    for (const use of routinesIn(files.get(source)!)) {
      const bytes = sections.get(use.symbol)?.bytes;
      if (bytes === undefined || bytes <= foldedBytes) continue;
      seen.set(use.macro, [...(seen.get(use.macro) ?? []), { parts: routineParts(use), bytes }]);
    }
  }
  return new Map(
    [...seen].map(([macro, of]) => {
      const rows = of.map(({ parts }) => parts);
      const wanted = of.map(({ bytes }) => bytes);
      const mean = wanted.reduce((sum, bytes) => sum + bytes, 0) / wanted.length;
      const prior = rows[0]!.map((_, i) => (i === 0 ? mean : 0));
      const spread = rows[0]!.map((_, i) => (i === 0 ? mean : 40));
      return [macro, ridge(rows, wanted, prior, spread, 0.01)];
    }),
  );
}

function codeText(macros: readonly string[], libraries: readonly string[]): string {
  return `import type { CountedCore, GeneratedCode } from '../code-bytes.ts';

/** Learned by \`npm run bench -- code-bytes fit\` from what GCC makes of the runtime and of generated libraries. */
export const generatedCode: GeneratedCode = {
  calls: {
${codeCores.map((core) => `    ${keyed(core)}: [800, 16],`).join('\n')}
  },
  routines: {
${macros.join('\n')}
  },
};

/** Of each function that a core's libraries bring: its bytes, and what it needs of them in turn. */
export const libraryTables: { readonly [K in CountedCore]: string } = {
${libraries.join('\n')}
};
`;
}

function functionsText(rows: readonly string[]): string {
  return `/** Of each function of the runtime: its bytes on each core of \`codeCores\`, and what it needs. */
export const functionTable = \`
${rows.join('\n')}
\`;
`;
}
