import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { Failure } from '../../base/failure.ts';
import { type CoreId, cores } from '../../compile/estimate/core.ts';
import {
  type KernelLanguage,
  kernelLanguages,
  type Optimise,
  optimises,
} from '../../compile/options.ts';
import type { Rounding } from '../../graph/op.ts';
import type { NetworkSettings } from '../../pipeline/network/profile.ts';
import { readRuntime } from '../../toolchain/runtime-files.ts';

/** What every command that compiles a .tflite file may be told. */
export interface NetworkOptions {
  readonly core: CoreId;
  readonly optimise: Optimise;
  readonly rounding: Rounding;
  readonly kernels: KernelLanguage;
}

/** For a command that compiles: the language of its kernels. */
export function kernelsOption(): Option {
  return new Option(
    '--kernels <language>',
    'of a Cortex-M4, M7 or M33: GNU assembly (unless told), or C99 with intrinsics for any compiler',
  )
    .choices(kernelLanguages)
    .default('assembly');
}

export function optimiseOption(): Option {
  return new Option('--optimise <what>', 'what is spared most')
    .choices(optimises)
    .default('balanced');
}

export function networkCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument('<model.tflite>', 'a network of TensorFlow Lite, int8')
    .addOption(
      new Option('--core <name>', 'the core it is for')
        .choices(Object.keys(cores))
        .default('cortex-m4'),
    )
    .addOption(optimiseOption())
    .addOption(
      new Option('--rounding <way>', 'double as TensorFlow Lite Micro, single as LiteRT')
        .choices(['double', 'single'])
        .default('double'),
    )
    .addOption(kernelsOption());
}

export async function settingsFrom(
  { core, optimise, rounding, kernels }: NetworkOptions,
  toolVersion: string,
): Promise<NetworkSettings> {
  return { core, optimise, rounding, kernels, toolVersion, runtime: await readRuntime() };
}

/** The bytes of a file; a Failure says why they cannot be had. */
export async function fileBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new Failure('not-found', `There is no file ${path}.`);
    if (error.code === 'EISDIR') throw new Failure('not-found', `${path} is a folder, not a file.`);
    if (error.code === 'EACCES') {
      throw new Failure('no-permission', `${path} may not be read: mend its permissions.`);
    }
    throw error;
  });
}
