import { basename, join, relative, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command } from 'commander';
import { type Extracted, extract } from '../../pipeline/extract.ts';
import { blockNames } from '../../pipeline/named-block.ts';
import { nameFrom } from '../../pipeline/settings.ts';
import { nodeFeatureThreads } from '../../toolchain/feature-threads.ts';
import { collect, settingsIn } from '../block-settings.ts';
import { featureCache, noCacheText } from '../feature-cache.ts';
import { folderFiles } from '../folder-files.ts';
import { numberFrom } from '../number-from.ts';
import { abandon, openOutputFolder } from '../output-folder.ts';
import { terminalTask } from '../progress.ts';

interface FeaturesOptions {
  readonly block?: string;
  readonly set?: readonly string[];
  readonly out?: string;
  readonly seed: number;
  readonly window?: number;
  readonly stride?: number;
  readonly rate?: number;
  readonly cache?: boolean;
}

/** thimble features DATA */
export function featuresCommand(): Command {
  return new Command('features')
    .description('Write the features of recordings as a NumPy array, a table and a picture.')
    .argument('<data>', 'folder of recordings: one folder for each label, or labels.csv')
    .option('--block <name>', `one of ${blockNames.join(', ')} (default: by the kind of data)`)
    .option(
      '--set <setting=value>',
      'a setting of the block, such as bands=32; may be given again',
      collect,
    )
    .option('--out <folder>', 'where to put them (default: out/<name>-features)')
    .option('--window <ms>', 'length of a window (default: from the recordings)', numberFrom(0))
    .option('--stride <ms>', 'from one window to the next', numberFrom(0))
    .option('--rate <hz>', 'readings a second, for files that do not say', numberFrom(0))
    .option('--seed <n>', 'of the split into parts', numberFrom(0), 1)
    .option('--no-cache', noCacheText)
    .addHelpText('after', examples)
    .action(runFeaturesCommand);
}

const examples = `
Examples:
  thimble features recordings
  thimble features words --block mfcc --set coefficients=12
  thimble features moves --block spectral --set filter=low:3:6 --set powerEdges=0.5,1,2,5
  thimble features words --block mfe --set noiseFloorDb=-60 --out out/bands`;

async function runFeaturesCommand(data: string, options: FeaturesOptions): Promise<void> {
  const place = options.out ?? join('out', `${nameFrom(basename(resolve(data)))}-features`);
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const task = terminalTask(process.stderr, stop.signal, () => performance.now());
  const files = await folderFiles(data);
  const folder = await openOutputFolder(place);
  try {
    const made = await extract(
      files,
      {
        seed: options.seed,
        window: {
          ...(options.window !== undefined && { lengthMs: options.window }),
          ...(options.stride !== undefined && { strideMs: options.stride }),
        },
        ...(options.rate !== undefined && { sampleRateHz: options.rate }),
        block: options.block ?? null,
        changes: settingsIn(options.set ?? []),
      },
      task,
      {
        pause: () => nextTurn(),
        featureThreads: nodeFeatureThreads(),
        ...featureCache(options.cache),
      },
    );
    await folder.publish(made.files);
    console.log(said(made, place));
  } catch (error) {
    await abandon(folder);
    throw error;
  } finally {
    task.clear();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function said({ block, reasons, shape, files }: Extracted, place: string): string {
  const { kind, version, ...settings } = block;
  return [
    `Block ${kind}, version ${version}: ${JSON.stringify(settings)}`,
    ...reasons,
    `${shape[0]} windows, features [${shape.slice(1).join(', ')}]:`,
    ...Array.from(files.keys(), (file) => `  ${relative('.', join(place, file))}`),
  ].join('\n');
}
