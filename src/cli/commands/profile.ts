import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Failure } from '../../base/failure.ts';
import type { CoreId } from '../../compile/estimate/core.ts';
import type { ProveNetwork } from '../../pipeline/network/network-proof.ts';
import { profileTflite } from '../../pipeline/network/profile.ts';
import { profileText } from '../../pipeline/network/text.ts';
import { readVectors } from '../../pipeline/network/vectors.ts';
import { networkProverFor } from '../../toolchain/prover.ts';
import { terminalTask } from '../progress.ts';
import { fileBytes, type NetworkOptions, networkCommand, settingsFrom } from './network-options.ts';

interface ProfileOptions extends NetworkOptions {
  readonly run?: boolean;
  readonly vectors?: string;
  readonly json?: boolean;
}

/** thimble profile MODEL.tflite */
export function profileCommand(version: string): Command {
  return networkCommand('profile', 'Tell what a .tflite network takes on a core, layer by layer.')
    .option('--run', 'count on the emulated core, instead of estimating')
    .option('--vectors <file>', 'JSON with known answers to compare with')
    .option('--json', 'print the profile as JSON')
    .addHelpText(
      'after',
      `
Examples:
  thimble profile kws.tflite --core cortex-m4
  thimble profile kws.tflite --core cortex-m0plus --run --vectors kws.json --json`,
    )
    .action(async (file: string, options: ProfileOptions) => {
      const stop = new AbortController();
      const onSignal = () => stop.abort();
      process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
      const task = terminalTask(process.stderr, stop.signal, () => performance.now());
      try {
        const settings = await settingsFrom(options, version);
        const vectors = options.vectors
          ? readVectors(options.vectors, await textOf(options.vectors))
          : null;
        const prove = options.run ? await requireProver(options.core) : null;
        const bytes = await fileBytes(file);
        const profile = await profileTflite(file, bytes, settings, vectors, prove, task);
        task.clear();
        process.stdout.write(
          options.json ? `${JSON.stringify(profile, null, 2)}\n` : profileText(profile),
        );
        if (profile.identical < profile.cases) process.exitCode = 1;
      } finally {
        task.clear();
        process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      }
    });
}

async function requireProver(core: CoreId): Promise<ProveNetwork> {
  const prover = await networkProverFor(core);
  if (typeof prover !== 'string') return prover;
  throw new Failure('tool-missing', `Without --run the profile is estimated. ${prover}`);
}

async function textOf(path: string): Promise<string> {
  await fileBytes(path);
  return readFile(path, 'utf8');
}
