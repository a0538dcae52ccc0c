/**
 * npm start: simulated wrist gestures from recordings to a proven library in a studio, which then goes
 * on running; with --once the trip goes into a folder, and that is all.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { runBuild } from '../../src/cli/commands/build.ts';
import { placeOf } from '../../src/cli/commands/studio/data-folder.ts';
import { untilStopped, welcome } from '../../src/cli/commands/studio/serve.ts';
import { webFolder } from '../../src/cli/commands/studio/web-folder.ts';
import { endWith } from '../../src/cli/end.ts';
import { terminalTask } from '../../src/cli/progress.ts';
import type { Report } from '../../src/pipeline/report/report.ts';
import { reportText } from '../../src/pipeline/report/text.ts';
import { simulateGestures } from '../../src/simulate/gestures.ts';
import { type Serving, serve } from '../../src/studio/serve.ts';
import { toolVersion } from '../../src/studio/studio.ts';
import { newExample, tripOfExample } from './in-studio.ts';

const seed = 1;
const { values: options } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    port: { type: 'string', default: '4700' },
  },
});

try {
  await (options.once ? once() : inStudio());
} catch (error) {
  process.exitCode = endWith(error);
}

async function once(): Promise<void> {
  const out = join('out', 'gestures');
  const data = join(out, 'recordings');
  await rm(data, { recursive: true, force: true });
  const files = simulateGestures(seed);
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(data, path)), { recursive: true });
    await writeFile(join(data, path), bytes);
  }
  console.log(`Simulated ${files.size - 1} recordings of wrist gestures in ${data}.\n`);
  const choices = { name: 'gestures', out, target: 'arduino', board: 'nano33ble', seed };
  console.log(reportText(await runBuild(data, choices, toolVersion)));
  console.log(
    whatNext(`open ${join(out, 'report.html')} in a browser`, join(out, 'gestures-arduino.zip')),
  );
}

async function inStudio(): Promise<void> {
  const stopped = untilStopped();
  const host = '127.0.0.1';
  const place = placeOf({ data: process.env.THIMBLE_DATA ?? join('out', 'studio') });
  const serving = await serve({
    ...place,
    host,
    port: Number(options.port),
    workers: 1,
    log: false,
    web: webFolder(),
  });
  const report = await firstTrip(serving);
  if (report) {
    console.log(reportText(report));
    console.log(whatNext('look around in the studio', report.files[0]!));
  }
  for (const line of [
    '',
    ...welcome(serving.address, serving.setupLink, { host }),
    'Ctrl-C stops it; `npm start` starts it again with all that is in it.',
  ]) {
    console.log(line);
  }
  await stopped;
  console.log('Stopping …');
  await serving.stop();
}

/** In an empty studio; null where there is something already. */
async function firstTrip({ studio }: Serving): Promise<Report | null> {
  const project = await newExample(studio, simulateGestures(seed));
  if (!project) return null;
  console.log('Simulated recordings of wrist gestures are in the studio.\n');
  const task = terminalTask(process.stderr, new AbortController().signal, () => performance.now());
  const report = await tripOfExample(studio, project, seed, task);
  task.clear();
  return report;
}

function whatNext(look: string, zip: string): string {
  return `What next
  ${look}
  in the Arduino IDE: Sketch > Include Library > Add .ZIP Library: ${zip}
  with your own recordings, one folder for each label: npx thimble build recordings`;
}
