/** The whole trip on real recordings with default settings, as `npx thimble build` takes it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSet, type Measurement } from './measurement.ts';

const sets = ['imu_digit_gestures', 'vib_ceiling_fan', 'ecg_mitbih_pvc'];
const main = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');

export async function measure(): Promise<Measurement> {
  const place = mkdtempSync(join(tmpdir(), 'thimble-spine-'));
  try {
    return {
      title: 'Folders of recordings to proven Arduino libraries for the Nano 33 BLE Sense, seed 1',
      rows: sets.map((set) => row(set, join(place, set))),
      notes: [
        'Accuracy is counted per recording on the given test part; the published baselines stand in each manifest.',
        'Flash, RAM (arena, window, static, stack) and instructions a window were measured on the emulated Cortex-M4.',
      ],
    };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function row(set: string, out: string): Measurement['rows'][number] {
  const started = performance.now();
  execFileSync(process.execPath, [main, 'build', dataSet(set), '--out', out], { stdio: 'ignore' });
  const seconds = (performance.now() - started) / 1000;
  const { accuracy, macroF1, device, agreement } = JSON.parse(
    readFileSync(join(out, 'report.json'), 'utf8'),
  );
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return {
    set,
    float: percent(accuracy.float),
    int8: percent(accuracy.int8),
    'macro F1, int8': percent(macroF1.int8),
    flash: device.flashBytes,
    RAM: device.ramBytes,
    stack: device.stackBytes,
    'insn, features': device.instructions?.features,
    'insn, network': device.instructions?.network,
    'windows equal': `${agreement.identical} of ${agreement.windows}`,
    'feature error': agreement.featureErrorMax,
    seconds: seconds.toFixed(0),
  };
}
