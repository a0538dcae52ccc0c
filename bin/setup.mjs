/** Installs the project's packages where they are missing or older than the lock file. Plain Node, no packages. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const modules = join(root, 'node_modules');

/** Afterwards node_modules holds exactly what package-lock.json says, and `node24()` is there. */
export function ensureInstalled() {
  if (!existsSync(join(root, 'package-lock.json'))) return; // installed as a package, not a checkout
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(modules, '.thimble-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Setting up: installing the packages that package-lock.json names …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(npm, ['ci', ...quiet], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    const why = error ? ` (${error.message})` : '';
    console.error(
      `npm ci did not succeed${why}. It needs the npm registry once; mend that and run this again.`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

/** The Node that runs Thimble: the one in node_modules, or this one where it is new enough. */
export function node24() {
  const own = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(own)) return own;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  console.error(`Thimble needs Node 22.18 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
