import { Command } from 'commander';
import { boards } from '../../compile/estimate/board.ts';

/** thimble boards */
export function boardsCommand(): Command {
  return new Command('boards')
    .description('List the boards that a library can be built for.')
    .addHelpText('after', '\nExample:\n  thimble boards')
    .action(() => {
      const rows = boards.map(({ id, name, chip, clockMHz, ramBytes, flashBytes }) => [
        id,
        name,
        `${chip}, ${clockMHz} MHz`,
        `${room(ramBytes)} RAM`,
        `${room(flashBytes)} flash`,
      ]);
      const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
      for (const row of rows)
        console.log(
          row
            .map((cell, i) => cell.padEnd(widths[i]!))
            .join('  ')
            .trimEnd(),
        );
    });
}

function room(bytes: number): string {
  return bytes < 2 ** 28 ? `${bytes / 1024} KB` : `${bytes / 2 ** 30} GB`;
}
