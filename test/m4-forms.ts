import { spawnSync } from 'node:child_process';
import type { KernelLanguage } from '../src/compile/options.ts';
import type { compileObjects } from '../src/toolchain/build-firmware.ts';
import { deviceTools, findTools, missingTools } from '../src/toolchain/find-tools.ts';
import { clangObjects, plainObjects } from './network-batch.ts';

/** In what the kernels of a Cortex-M4 are written, and what makes objects of them. */
export interface Form {
  /** Behind the name of a test. */
  readonly how: string;
  readonly language: KernelLanguage;
  /** Behind the names of kernels with routines. */
  readonly suffix: string;
  /** GCC with everything it has, unless told. */
  readonly compile?: typeof compileObjects;
  readonly skip: string | false;
}

export const tools = await findTools();
const required = process.env.THIMBLE_REQUIRE_TOOLS === '1';
const skip = required ? false : (missingTools(tools, deviceTools) ?? false);
const hasClang = spawnSync('clang', ['--version']).status === 0;
const withoutClang = skip || (hasClang || required ? false : 'clang is not installed');

const inC = { language: 'c', suffix: ' in C' } as const;

const assembly: Form = { how: '', language: 'assembly', suffix: '', skip };
const cByGcc: Form = { how: ', in C', ...inC, skip };
const cByClang: Form = {
  how: ', in C by clang',
  ...inC,
  compile: clangObjects,
  skip: withoutClang,
};
const plainC: Form = { how: ', in C without any assembly', ...inC, compile: plainObjects, skip };

/** What every list of shapes is run in. */
export const m4Forms: readonly Form[] = [assembly, cByGcc];
/** What one list of all operations is run in: the same C, read by others. */
export const everyM4Form: readonly Form[] = [...m4Forms, cByClang, plainC];
