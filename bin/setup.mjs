/** Installs the project's packages where they are missing or older than the lock file. Plain Node, no packages. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** Afterwards dist/web holds the studio's pages as src/ has them. */
export function ensureWeb() {
  const config = join(root, 'src/web/vite.config.ts');
  if (!existsSync(config)) return; // a package brings them
  const hash = createHash('sha256');
  const src = join(root, 'src');
  for (const file of readdirSync(src, { recursive: true }).sort()) {
    if (!/\.(tsx?|css|svg|html)$/.test(file) || /^(studio|cli|toolchain)[\\/]|\.test\./.test(file))
      continue;
    hash.update(file).update(readFileSync(join(src, file)));
  }
  const guide = join(root, 'docs/guide');
  for (const file of readdirSync(guide, { recursive: true }).sort()) {
    if (/\.(md|png|webp|jpg)$/.test(file))
      hash.update(file).update(readFileSync(join(guide, file)));
  }
  const wanted = hash.update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  const stamp = join(root, 'dist/web/.thimble-source');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Setting up: making the pages of the studio …');
  const vite = join(modules, 'vite/bin/vite.js');
  const { status } = spawnSync(
    node24(),
    [vite, 'build', '--config', config, '--logLevel', 'warn'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
    },
  );
  if (status !== 0) {
    console.error('The pages of the studio could not be made; the lines above say why.');
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
