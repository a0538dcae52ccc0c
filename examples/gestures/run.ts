/** npm start: simulated wrist gestures from recordings to a proven library, and what to do next. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runBuild } from '../../src/cli/commands/build.ts';
import { endWith } from '../../src/cli/end.ts';
import { reportText } from '../../src/pipeline/report/text.ts';
import { simulateGestures } from './simulate.ts';

const out = join('out', 'gestures');
const data = join(out, 'recordings');
const seed = 1;

await rm(data, { recursive: true, force: true });
const files = simulateGestures(seed);
for (const [path, text] of files) {
  await mkdir(dirname(join(data, path)), { recursive: true });
  await writeFile(join(data, path), text);
}
console.log(`Simulated ${files.size - 1} recordings of wrist gestures in ${data}.\n`);

const { version } = JSON.parse(
  await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };
try {
  const choices = { name: 'gestures', out, target: 'arduino', board: 'nano33ble', seed };
  console.log(reportText(await runBuild(data, choices, version)));
  console.log(`What next
  open ${join(out, 'report.html')} in a browser
  in the Arduino IDE: Sketch > Include Library > Add .ZIP Library: ${join(out, 'gestures-arduino.zip')}
  with your own recordings, one folder for each label: npx thimble build recordings`);
} catch (error) {
  process.exitCode = endWith(error);
}
