/**
 * Blood cells found in microscope pictures by their centres: `thimble build` with default settings, on
 * the test part that comes with the data: npm run bench -- detector [seed …]
 */
import { readFile } from 'node:fs/promises';
import { unwatched } from '../src/base/task.ts';
import { folderFiles } from '../src/cli/folder-files.ts';
import { build } from '../src/pipeline/build.ts';
import type { Report } from '../src/pipeline/report/report.ts';
import { nodeThreads } from '../src/toolchain/node-threads.ts';
import { proverFor } from '../src/toolchain/prover.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { dataSet, type Measurement } from './measurement.ts';

const set = 'det_bccd';

export async function measure(args: readonly string[]): Promise<Measurement> {
  const seeds = args.length > 0 ? args.map(Number) : [1, 2, 3];
  const rows: Record<string, string | number>[] = [];
  for (const seed of seeds) {
    const report = await reportOf(seed);
    rows.push(rowOf(seed, report));
    console.error(JSON.stringify(rows.at(-1)), JSON.stringify(report.detection?.classes));
  }
  return {
    title: 'F1 of the centres of blood cells in 72 test pictures, %',
    rows,
    notes: [
      'A centre is right in a box of its label grown by half a cell; each box is found once. Nothing is chosen by the test part.',
      'Board: Nano 33 BLE Sense, its Cortex-M4 emulated; RAM without the frame; instructions are means over the test pictures.',
    ],
  };
}

function rowOf(seed: number, report: Report): Record<string, string | number> {
  const { accuracy, macroF1, detection, device, agreement, training } = report;
  const each = detection!.classes.map(({ label, f1 }) => [label, percent(f1)] as const);
  return {
    seed,
    float: percent(accuracy.float),
    int8: percent(accuracy.int8),
    'mean of classes, float': percent(macroF1.float),
    'mean of classes, int8': percent(macroF1.int8),
    ...Object.fromEntries(each),
    'flash, KB': ((device.flashBytes ?? 0) / 1024).toFixed(1),
    'RAM, KB': ((device.ramBytes ?? 0) / 1024).toFixed(1),
    'M insn, resize': ((device.instructions.features ?? 0) / 1e6).toFixed(2),
    'M insn, network': ((device.instructions.network ?? 0) / 1e6).toFixed(2),
    'pictures equal': `${agreement.identical} of ${agreement.windows}`,
    'training, s': Math.round(training.seconds),
  };
}

async function reportOf(seed: number): Promise<Report> {
  const settings = { name: set, target: 'arduino', board: 'nano33ble', window: {} };
  const { report } = await build(
    await folderFiles(dataSet(set)),
    { ...settings, seed, toolVersion: '0.0.0' },
    unwatched,
    {
      runtime: await readRuntime(),
      license: await readFile(new URL('../LICENSE', import.meta.url), 'utf8'),
      proverFor,
      pause: async () => {},
      nowMs: () => performance.now(),
      threads: nodeThreads(),
    },
  );
  return report;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
