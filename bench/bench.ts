/** npm run bench -- NAME [--json]: runs one measurement and prints its table and its command. */
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Measurement } from './measurement.ts';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const [name = '', ...rest] = positionals;
if (names.includes(name)) {
  const { measure } = (await import(`./${name}.bench.ts`)) as {
    measure(args: readonly string[]): Promise<Measurement>;
  };
  const measurement = await measure(rest);
  console.log(values.json ? JSON.stringify(measurement, null, 2) : table(name, measurement));
} else {
  console.error(`Measurements: ${names.join(', ')}. For example: npm run bench -- ${names[0]}`);
  process.exitCode = 1;
}

function table(name: string, { title, rows, notes }: Measurement): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
  const line = (row: string[]) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const [head, ...body] = cells.map(line);
  return [title, '', head, rule, ...body, '', ...notes, '', `npm run bench -- ${name}`].join('\n');
}
