import { readFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Failure } from '../../base/failure.ts';
import type { KernelLanguage, Optimise } from '../../compile/options.ts';
import { type Colour, type Fit, fits } from '../../dsp/image.ts';
import { build } from '../../pipeline/build.ts';
import { blockNames } from '../../pipeline/named-block.ts';
import type { Report } from '../../pipeline/report/report.ts';
import { reportText } from '../../pipeline/report/text.ts';
import { type BuildSettings, nameFrom } from '../../pipeline/settings.ts';
import { nodeFeatureThreads } from '../../toolchain/feature-threads.ts';
import { nodeThreads } from '../../toolchain/node-threads.ts';
import { proverFor } from '../../toolchain/prover.ts';
import { readRuntime } from '../../toolchain/runtime-files.ts';
import { parseNetwork } from '../../train/networks/makers.ts';
import { collect, settingsIn } from '../block-settings.ts';
import { featureCache, noCacheText } from '../feature-cache.ts';
import { folderFiles } from '../folder-files.ts';
import { numberFrom } from '../number-from.ts';
import { abandon, openOutputFolder } from '../output-folder.ts';
import { terminalTask } from '../progress.ts';
import { kernelsOption, optimiseOption } from './network-options.ts';
import { buildOnServer } from './studio/remote-runs.ts';

export interface BuildOptions {
  /** Without it that of the project where a server builds, else the first. */
  readonly target?: string;
  readonly board?: string;
  readonly out?: string;
  readonly name?: string;
  readonly seed: number;
  readonly window?: number;
  readonly stride?: number;
  readonly rate?: number;
  readonly block?: string;
  readonly set?: readonly string[];
  readonly network?: string;
  readonly size?: Size;
  readonly colour?: Colour;
  readonly fit?: Fit;
  readonly flip?: boolean;
  readonly weights?: '8' | '4';
  readonly trainRounded?: boolean;
  readonly keywords?: string;
  readonly falseAccepts?: number;
  readonly json?: boolean;
  readonly optimise?: Optimise;
  readonly kernels?: KernelLanguage;
  readonly resume?: boolean;
  readonly cache?: boolean;
}

/** What a library is made for where neither a person nor a project says it. */
const defaultTarget = 'arduino';
const defaultBoard = 'nano33ble';

/** thimble build DATA */
export function buildCommand(version: string): Command {
  return new Command('build')
    .description(
      'Turn a folder of recordings or pictures into a library for a board, and prove it.',
    )
    .argument(
      '[data]',
      'folder of recordings or pictures: one folder for each label, or labels.csv; without it, the newest training on the server is built',
    )
    .option('--target <name>', `form of the library (default: ${defaultTarget})`)
    .option(
      '--board <name>',
      `board it is for; \`thimble boards\` lists them (default: ${defaultBoard})`,
    )
    .option('--out <folder>', 'where to put it (default: out/<name>)')
    .option('--name <name>', 'name of the library in C (default: after the folder)')
    .option('--seed <n>', 'the same seed gives the same bytes', numberFrom(0), 1)
    .option('--window <ms>', 'length of a window (default: from the recordings)', numberFrom(0))
    .option('--stride <ms>', 'from one window to the next (default: half a window)', numberFrom(0))
    .option('--rate <hz>', 'readings a second, for files that do not say', numberFrom(0))
    .option('--block <name>', `features: one of ${blockNames.join(', ')} (default: by the data)`)
    .option('--set <setting=value>', 'a setting of the block; may be given again', collect)
    .option(
      '--network <name[:options]>',
      'network, such as mlp:hidden=48,24 (default: by the form of the data)',
    )
    .option('--size <pixels>', 'of a picture that the network sees, such as 64 or 96x64', sizeFrom)
    .addOption(new Option('--colour <mode>', 'of pictures').choices(['grey', 'rgb']))
    .addOption(new Option('--fit <way>', 'how a frame becomes a picture').choices([...fits]))
    .option('--no-flip', 'left and right differ in meaning: pictures are not mirrored')
    .addOption(
      new Option('--weights <bits>', 'bits of a weight on the device (default: 8)').choices([
        '8',
        '4',
      ]),
    )
    .option('--train-rounded', 'train on for a while with everything rounded as on the device')
    .option('--keywords <labels>', 'words to listen for, with commas; all others become unknown')
    .option(
      '--false-accepts <n>',
      'of words in a stream, bearable in an hour (default: balanced with misses)',
      numberFrom(0),
    )
    .addOption(optimiseOption().default(undefined))
    .addOption(kernelsOption().default(undefined))
    .option('--resume', 'go on where an interrupted training stopped')
    .option('--no-cache', noCacheText)
    .option('--json', 'print the report as JSON')
    .addHelpText('after', examples)
    .action(async (data: string | undefined, options: BuildOptions) => {
      if (data === undefined) {
        return buildOnServer(options);
      }
      const report = await runBuild(data, options, version);
      console.log(options.json ? JSON.stringify(report, null, 2) : reportText(report));
    });
}

const examples = `
Examples:
  thimble build recordings
  thimble build recordings --board nicla-sense-me --out out/steps --seed 7
  thimble build photos --size 64 --colour grey
  thimble train && thimble test && thimble build --out out/steps   (on a server: see thimble login)
  thimble build recordings --rate 100 --window 1500 --stride 500 --json > report.json`;

/** Builds into the output folder; Ctrl-C and failures leave it as it was, but for a checkpoint. */
export async function runBuild(
  data: string,
  options: BuildOptions,
  version: string,
): Promise<Report> {
  const name = options.name ?? nameFrom(basename(resolve(data)));
  const place = options.out ?? join('out', name);
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const task = terminalTask(process.stderr, stop.signal, () => performance.now());
  const files = await folderFiles(data);
  const folder = await openOutputFolder(place);
  try {
    const { report, files: made } = await build(files, settingsFrom(name, options, version), task, {
      runtime: await readRuntime(),
      proverFor,
      license: await readFile(new URL('../../../LICENSE', import.meta.url), 'utf8'),
      checkpoint: options.resume
        ? folder.checkpoint
        : { ...folder.checkpoint, load: async () => null },
      pause: () => nextTurn(),
      nowMs: () => performance.now(),
      threads: nodeThreads(),
      featureThreads: nodeFeatureThreads(),
      ...featureCache(options.cache),
    });
    await folder.publish(made);
    return { ...report, files: report.files.map((file) => relative('.', join(place, file))) };
  } catch (error) {
    await abandon(folder);
    const kept = await folder.checkpoint.load();
    if (error instanceof Failure && error.code === 'cancelled' && kept) {
      throw new Failure(
        'cancelled',
        'Stopped. The same command with --resume goes on from the last checkpoint.',
      );
    }
    throw error;
  } finally {
    task.clear();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** What is not said is chosen by the data. */
function settingsFrom(name: string, options: BuildOptions, version: string): BuildSettings {
  return {
    name,
    target: options.target ?? defaultTarget,
    board: options.board ?? defaultBoard,
    seed: options.seed,
    window: {
      ...(options.window !== undefined && { lengthMs: options.window }),
      ...(options.stride !== undefined && { strideMs: options.stride }),
    },
    picture: {
      ...options.size,
      ...(options.colour && { colour: options.colour }),
      ...(options.fit && { fit: options.fit }),
      flip: options.flip ?? true,
    },
    ...(options.keywords && { keywords: options.keywords.split(',').map((one) => one.trim()) }),
    ...(options.falseAccepts !== undefined && { falseAcceptsPerHour: options.falseAccepts }),
    ...(options.optimise && { optimise: options.optimise }),
    ...(options.kernels && { kernels: options.kernels }),
    ...(options.rate !== undefined && { sampleRateHz: options.rate }),
    ...(options.block && {
      block: { name: options.block, changes: settingsIn(options.set ?? []) },
    }),
    ...(options.network && { network: parseNetwork(options.network) }),
    integers: {
      weightBits: options.weights === '4' ? 4 : 8,
      trainRounded: options.trainRounded ?? false,
    },
    toolVersion: version,
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function sizeFrom(text: string): Size {
  const [, width, height = width] = /^(\d{1,4})(?:x(\d{1,4}))?$/.exec(text.trim()) ?? [];
  if (width !== undefined) return { width: Number(width), height: Number(height) };
  throw new InvalidArgumentError('Give pixels, such as 64 or 96x64.');
}
