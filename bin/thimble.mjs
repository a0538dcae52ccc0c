#!/usr/bin/env node
/** Starts Thimble: sets itself up, then runs src/cli/main.ts (or the built dist/) on a Node that can. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, ensureWeb, node24, root } from './setup.mjs';

ensureInstalled();
const [first, ...rest] = process.argv.slice(2);
if (first === 'serve' || rest[0]?.startsWith('examples/')) ensureWeb();
const source = join(root, 'src/cli/main.ts');
const main = existsSync(source) ? source : join(root, 'dist/cli/main.js');
const args = first === '--run' ? rest : [main, ...process.argv.slice(2)];
const child = spawn(node24(), args, { stdio: 'inherit' });
// Ctrl-C reaches the child by itself (one terminal); a signal to this process alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
