#!/usr/bin/env node
/** The command line: parses, calls, and turns a Failure into a sentence and an exit code. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { boardsCommand } from './commands/boards.ts';
import { buildCommand } from './commands/build.ts';
import { featuresCommand } from './commands/features.ts';
import { endWith } from './end.ts';

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

const program = new Command('thimble')
  .description('From recordings to a proven library for a small device, on your own machine.')
  .version(version)
  .exitOverride()
  .configureHelp({ helpWidth: 96 })
  .addCommand(buildCommand(version))
  .addCommand(featuresCommand())
  .addCommand(boardsCommand());
for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = endWith(error);
}
