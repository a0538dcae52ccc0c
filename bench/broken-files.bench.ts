/** Broken .tflite files and what becomes of them: npm run bench -- broken-files [count] */
import { Failure } from '../src/base/failure.ts';
import { graphOfTflite } from '../src/formats/tflite/read.ts';
import { broken } from '../test/broken-files.ts';
import { golden, goldenNames } from '../test/goldens.ts';
import type { Measurement } from './measurement.ts';

export async function measure([count = '10000']: readonly string[]): Promise<Measurement> {
  const files = goldenNames().map((name) => golden(name, 'double').bytes);
  const ends = { failures: 0, wholeGraphs: 0, crashes: 0 };
  let slowestMs = 0;
  let memory = 0;
  for (let seed = 0; seed < Number(count); seed++) {
    const bytes = broken(files[seed % files.length]!, seed);
    const start = performance.now();
    try {
      graphOfTflite('broken.tflite', bytes);
      ends.wholeGraphs++;
    } catch (error) {
      if (error instanceof Failure) ends.failures++;
      else ends.crashes++;
    }
    slowestMs = Math.max(slowestMs, performance.now() - start);
    if (seed % 50 === 0) memory = Math.max(memory, process.memoryUsage().rss);
  }
  return {
    title: 'Published .tflite files, cut short or with up to 8 bits turned',
    rows: [
      {
        files: Number(count),
        ...ends,
        'slowest, ms': Math.round(slowestMs),
        'memory of the process, MB': Math.round(memory / 1e6),
      },
    ],
    notes: ['A turned bit in a weight, a scale or a name leaves a whole file: that is a graph.'],
  };
}
