#!/usr/bin/env node
/** The command line: parses, calls, and turns a Failure into a sentence and an exit code. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { boardsCommand } from './commands/boards.ts';
import { buildCommand } from './commands/build.ts';
import { compileCommand } from './commands/compile.ts';
import { completionCommand } from './commands/completion.ts';
import { featuresCommand } from './commands/features.ts';
import { inspectCommand } from './commands/inspect.ts';
import { profileCommand } from './commands/profile.ts';
import { keepCommands } from './commands/studio/keep.ts';
import { loginCommand } from './commands/studio/login.ts';
import { peopleCommands } from './commands/studio/people.ts';
import { remoteCommands } from './commands/studio/remote.ts';
import { serveCommand } from './commands/studio/serve.ts';
import { workerCommand } from './commands/studio/worker.ts';
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
  .addCommand(compileCommand(version))
  .addCommand(profileCommand(version))
  .addCommand(inspectCommand())
  .addCommand(boardsCommand());
const studio = [serveCommand(), workerCommand(), loginCommand(), ...remoteCommands()];
for (const command of [...studio, ...peopleCommands(), ...keepCommands()]) {
  program.addCommand(command);
}
program.addCommand(completionCommand(program));
for (const command of program.commands) command.exitOverride();

// whoever reads may stop reading, as `head` does; the work goes on
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = endWith(error);
}
