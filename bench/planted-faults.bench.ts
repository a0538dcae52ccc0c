/** How many planted faults the tests see: npm run bench -- planted-faults [first] [count] */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runProgram } from '../src/toolchain/run-program.ts';
import type { Measurement } from './measurement.ts';
import { type PlantedFault, plantedFaults, type Suite } from './planted-faults.ts';

/** Each fault is made in a copy of the project, whose tests then run until one of them fails. */
export async function measure([from = '0', count]: readonly string[]): Promise<Measurement> {
  const first = Number(from);
  const faults = plantedFaults.slice(
    first,
    count === undefined ? undefined : first + Number(count),
  );
  const copy = await copyOfProject();
  try {
    const rows = [];
    for (const fault of faults) {
      const seenBy = await plantedIn(copy, fault, () => firstFailing(copy, fault.suite));
      const file = fault.file.split('/').at(-1)!;
      rows.push({ fault: fault.what, file, 'seen by': seenBy ?? 'MISSED' });
    }
    const seen = rows.filter((row) => row['seen by'] !== 'MISSED').length;
    return {
      title: `Planted faults: the tests see ${seen} of ${rows.length}`,
      rows,
      notes: [
        'Without a fault all of these tests pass; a test that does not end within ten minutes sees its fault.',
      ],
    };
  } finally {
    await rm(copy, { recursive: true });
  }
}

async function copyOfProject(): Promise<string> {
  const root = resolve(import.meta.dirname, '..');
  const copy = await mkdtemp(join(tmpdir(), 'thimble-faults-'));
  for (const part of ['src', 'test', 'runtime', 'package.json']) {
    await cp(join(root, part), join(copy, part), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

async function plantedIn<T>(
  copy: string,
  { what, file, from, to }: PlantedFault,
  then: () => Promise<T>,
): Promise<T> {
  const place = join(copy, file);
  const sound = await readFile(place, 'utf8');
  if (!sound.includes(from)) throw new Error(`${file} has no "${from}" any more: ${what}.`);
  await writeFile(
    place,
    sound.replace(from, () => to),
  );
  try {
    return await then();
  } finally {
    await writeFile(place, sound);
  }
}

async function firstFailing(copy: string, suite: Suite): Promise<string | null> {
  for (const [file, name] of suite) {
    const test = `test/${file}.device.test.ts`;
    const args = ['--test', '--test-timeout=600000', `--test-name-pattern=${name}`, test];
    const { code } = await runProgram(process.execPath, args, { cwd: copy, silenceMs: 700_000 });
    if (code !== 0) return `${file}: ${name}`;
  }
  return null;
}
