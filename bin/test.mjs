/**
 * Sets everything up and runs every check: types, lint, tests. Plain Node, no packages.
 *
 * On Debian and Ubuntu it installs the compilers, the emulator and the browser that tests run;
 * elsewhere it says what is missing. Without them it fails: a green run has tested everything.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ensureInstalled, ensureWeb, node24, root } from './setup.mjs';

const packages = {
  gcc: 'gcc',
  cmake: 'cmake',
  'g++': 'g++',
  'arm-none-eabi-gcc': 'gcc-arm-none-eabi libnewlib-arm-none-eabi',
  'qemu-system-arm': 'qemu-system-arm',
  'riscv64-unknown-elf-gcc': 'gcc-riscv64-unknown-elf',
  'qemu-system-riscv32': 'qemu-system-misc',
  'aarch64-linux-gnu-gcc': 'gcc-aarch64-linux-gnu libc6-dev-arm64-cross',
  'qemu-aarch64': 'qemu-user',
  clang: 'clang',
  ccache: 'ccache',
  pg_createcluster: 'postgresql',
  unzip: 'unzip',
  chromium: 'chromium',
};

ensureInstalled();
installTools();
ensureWeb();
const node = node24();
/** Compilers that remember: tests build the same runtime for the same core a thousand times. */
const remembering = ['/usr/lib/ccache', '/usr/lib64/ccache'].filter((folder) => existsSync(folder));
const env = {
  ...process.env,
  THIMBLE_REQUIRE_TOOLS: '1',
  CCACHE_DIR: join(root, 'node_modules', '.cache', 'ccache'),
  PATH: [dirname(node), ...remembering, process.env.PATH].join(delimiter),
};
const bin = (name) => join(root, 'node_modules', ...name.split('/'));
const steps = [
  ['types', [bin('typescript/bin/tsc')]],
  ['lint', [bin('@biomejs/biome/bin/biome'), 'check']],
  ['unused code', [bin('knip/bin/knip.js')]],
  ['tests of each floor', ['--test', '--test-concurrency=2', 'src/**/*.test.ts']],
  ['tests of the whole house', ['--test', '--test-concurrency=2', 'test/**/*.test.ts']],
];
for (const [name, args] of steps) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) {
    console.error(`\n${name}: failed.`);
    process.exit(1);
  }
}
console.log('\nEverything passes.');

function installTools() {
  const missing = Object.keys(packages).filter((tool) => !onPath(tool));
  if (missing.length === 0) return;
  const wanted = missing.flatMap((tool) => packages[tool].split(' '));
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  const install = [...sudo, 'apt-get', 'install', '-y', '--no-install-recommends', ...wanted];
  if (!onPath('apt-get')) {
    console.error(
      `The tests need ${missing.join(', ')}; install them with your system's package manager.`,
    );
    process.exit(1);
  }
  console.log(`Setting up: ${install.join(' ')}`);
  run([...sudo, 'apt-get', 'update', '-qq']);
  run(install);
}

function run([command, ...args]) {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) {
    console.error(`${command} ${args.join(' ')} did not succeed; the tests cannot run without it.`);
    process.exit(1);
  }
}

function onPath(tool) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, tool)));
}
