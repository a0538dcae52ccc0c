import { join } from 'node:path';

/** What a benchmark found: a table, and what a reader must know of it. */
export interface Measurement {
  readonly title: string;
  readonly rows: readonly Readonly<Record<string, string | number | boolean>>[];
  readonly notes: readonly string[];
}

/** The folder of a real data set; benchmarks need THIMBLE_DATA_DIR. */
export function dataSet(name: string): string {
  const folder = process.env.THIMBLE_DATA_DIR;
  if (!folder) throw new Error('Set THIMBLE_DATA_DIR to the folder that holds data/ first.');
  return join(folder, 'data', name);
}
