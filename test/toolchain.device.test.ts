import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Failure } from '../src/base/failure.ts';
import { type Task, unwatched } from '../src/base/task.ts';
import { compileImpulse } from '../src/compile/compile.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import type { ProofRequest } from '../src/pipeline/proof.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { deviceTools, findTools, missingTools, riscvTools } from '../src/toolchain/find-tools.ts';
import { emulatedCores } from '../src/toolchain/machines.ts';
import { type MeasuredProof, prove } from '../src/toolchain/prove.ts';
import { runOnHost } from '../src/toolchain/run-host.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { known, knownCosts, knownLibrary } from './known-library.ts';
import { tinyImpulse } from './tiny-impulse.ts';

/** The toolchain against libraries whose instructions, stack, flash and faults are known beforehand. */

const tools = await findTools();
const required = process.env.THIMBLE_REQUIRE_TOOLS === '1';
const skip = required
  ? false
  : (missingTools(tools, [...deviceTools, ...riscvTools, 'gcc', 'g++']) ?? false);

// Its own place for temporary files: after each test nothing may be left there.
const place = mkdtempSync(join(tmpdir(), 'thimble-toolchain-test-'));
process.env.TMPDIR = place;
test.afterEach(() => assert.deepEqual(readdirSync(place), [], 'a folder was left behind'));
test.after(() => rmSync(place, { recursive: true }));

test('instructions, stack, flash and RAM of a known library are exact on every core', {
  skip,
}, async () => {
  const library = knownLibrary(known.good);
  for (const core of emulatedCores) {
    const proof = await prove({ ...library, core }, tools, unwatched);
    checkKnown(proof, core);
    checkAnswers(proof, library);
  }
});

function checkKnown(proof: MeasuredProof, core: CoreId): void {
  const { instructionsByCall: executed, stackBytesByCall: stack, flashParts } = proof;
  const costs = core === 'rv32imc' ? knownCosts.riscv : knownCosts.arm;
  assert.deepEqual(executed.network, all(costs.networkInstructions), core);
  assert.deepEqual(executed.features, all(costs.featuresInstructions), core);
  assert.deepEqual(executed.run, all(costs.runInstructions), core);
  const { networkStackBytes: network, runStackBytes: run } = known;
  assert.deepEqual(stack, { features: 0, network, run }, core);
  assert.equal(flashParts.code, costs.codeBytes, core);
  assert.equal(flashParts.constants, known.constantBytes, core);
  const { code, constants, cLibrary, startUp } = flashParts;
  assert.equal(code + constants + cLibrary + startUp, proof.flashBytes, core);
  assert.equal(cLibrary, 0, 'it calls nothing of the C library');
  const { windowBytes, arenaBytes, staticBytes, stackBytes } = proof;
  assert.equal(windowBytes + arenaBytes + staticBytes + stackBytes, proof.ramBytes);
  assert.equal(staticBytes, known.resultBytes, core);
}

function all(value: number) {
  return { mean: value, min: value, max: value };
}

function checkAnswers(proof: MeasuredProof, { windows }: Pick<ProofRequest, 'windows'>): void {
  assert.equal(proof.features.length, windows.length);
  for (const [i, window] of windows.entries()) {
    assert.deepEqual(proof.features[i], window.slice(0, 2));
    assert.deepEqual([...proof.scores[i]!], [...window.slice(1, 2), ...window.slice(0, 1)]);
  }
}

test('what a library starts with is there when it runs, and counts in flash and in RAM', {
  skip,
}, async () => {
  const library = knownLibrary(known.startsWith);
  const proof = await prove({ ...library, core: 'cortex-m4' }, tools, unwatched);
  checkAnswers(proof, library);
  assert.equal(proof.flashParts.constants, known.startBytes);
  assert.equal(proof.staticBytes, known.resultBytes + known.startBytes);
});

test('a generated library gives the bits of the studio on every core, twice the same', {
  skip,
}, async () => {
  const request = await tinyLibrary();
  const windows = request.windows.map((window) => tensor('f32', [24], window));
  const meant = windows.map((x) =>
    Float32Array.from(evaluate(tinyImpulse().network, [x])[0]!.data),
  );
  for (const core of emulatedCores) {
    const proof = await prove({ ...request, core }, tools, unwatched);
    assert.deepEqual(proof.scores, meant, core);
    assert.deepEqual(proof.features, request.windows, core);
    assert.ok(proof.flashParts.constants > 0 && proof.flashParts.code > 500, core);
    if (core !== 'cortex-m4') continue;
    assert.deepEqual(await prove({ ...request, core }, tools, unwatched), proof);
    const small = await prove({ ...request, core }, tools, unwatched, { optimise: '-Os' });
    assert.deepEqual(small.scores, meant);
    assert.ok(small.flashBytes < proof.flashBytes);
  }
});

test('a generated library is clean C99 and C++17 and gives the same bits on this machine', {
  skip,
}, async () => {
  const request = await tinyLibrary();
  const plain = { language: 'c99', optimise: '-O2', sanitize: false } as const;
  const wanted = await runOnHost(request, plain, tools, unwatched);
  assert.ok(wanted.every(({ runEqualsParts }) => runEqualsParts));
  const other = { language: 'c++17', optimise: '-O1', sanitize: true } as const;
  assert.deepEqual(await runOnHost(request, other, tools, unwatched), wanted);
});

test('what a sanitizer or a warning finds on this machine is a failure', { skip }, async () => {
  const plain = { language: 'c99', optimise: '-O1', sanitize: true } as const;
  const run = (body: string) => runOnHost(knownLibrary(body), plain, tools, unwatched);
  await assert.rejects(
    run(known.outOfBounds),
    failure('tool-failed', /AddressSanitizer|runtime error/),
  );
  await assert.rejects(run(known.warned), failure('tool-failed', /not clean c99.*conversion/));
});

test('a library that does not build is a failure with what the compiler said', {
  skip,
}, async () => {
  await assert.rejects(
    proveBroken(known.mistyped),
    failure('tool-failed', /thimble_known\.c:\d+.*error/),
  );
  await assert.rejects(
    proveBroken(known.undefined),
    failure('tool-failed', /undefined reference.*nowhere/),
  );
});

test('a library that does not fit is a failure that says by how much', { skip }, async () => {
  await assert.rejects(
    proveBroken(known.hugeTable),
    failure('does-not-fit', /\d+ bytes more flash/),
  );
  await assert.rejects(proveBroken(known.hugeState), failure('does-not-fit', /more RAM/));
});

test('a fault is a failure that names the window, the kind, the function and the address', {
  skip,
}, async () => {
  const bus = /^Window 2 of 5: .*a bus fault .*0xdfff0000 in thimble_known_network/;
  await assert.rejects(proveBroken(known.badPointer), failure('tool-failed', bus));
  const undefinedCode = /usage fault \(undefined instruction\) in thimble_known_network/;
  await assert.rejects(proveBroken(known.undefinedCode), failure('tool-failed', undefinedCode));
  const hard = /hard fault in thimble_known_network/;
  await assert.rejects(
    proveBroken(known.undefinedCode, 'cortex-m0plus'),
    failure('tool-failed', hard),
  );
});

test('too deep a stack, a hang, and a refusal each are a failure of their own', {
  skip,
}, async () => {
  await assert.rejects(
    proveBroken(known.deepStack),
    failure('tool-failed', /more stack than there is/),
  );
  await assert.rejects(
    proveBroken(known.refusing),
    failure('tool-failed', /Window 1 of 5.*refused/),
  );
  await assert.rejects(proveBroken(known.hanging), failure('tool-failed', /Window 2 of 5.*hung/));
  await assert.rejects(
    proveBroken(known.inconsistent),
    failure('tool-failed', /run gives other scores/),
  );
});

test('a stop ends compiler and emulator and leaves no process', {
  skip,
  timeout: 60_000, // less than the time after which a hanging program is stopped anyway
}, async () => {
  for (const stage of ['Building for the device', 'Running on the emulated core']) {
    const stop = new AbortController();
    const task: Task = {
      signal: stop.signal,
      progress: (now) => void (now === stage && setTimeout(() => stop.abort(), 30)),
    };
    const request = { ...knownLibrary(known.hanging), core: 'cortex-m4' } as const;
    await assert.rejects(prove(request, tools, task), failure('cancelled', /Stopped/));
    if (process.platform === 'linux') assert.deepEqual(processesIn(place), [], stage);
  }
  const early = { ...unwatched, signal: AbortSignal.abort() };
  const request = { ...knownLibrary(known.good), core: 'cortex-m4' } as const;
  await assert.rejects(prove(request, tools, early), failure('cancelled', /Stopped/));
});

/** Those that work in a folder, by what the kernel says of them. */
function processesIn(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false; // it has ended meanwhile, or is another person's
    }
  });
}

function proveBroken(body: string, core: CoreId = 'cortex-m4') {
  return prove({ ...knownLibrary(body), core }, tools, unwatched, { silenceMs: 1500 });
}

function failure(code: Failure['code'], sentence: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, sentence);
    return true;
  };
}

async function tinyLibrary(): Promise<ProofRequest> {
  const compiled = compileImpulse(tinyImpulse(), await readRuntime(), {
    strideReadings: 4,
    header: { toolVersion: '0.0.0', seed: 1 },
  });
  const windows = Array.from({ length: 7 }, (_, i) =>
    Float32Array.from({ length: 24 }, (__, k) => Math.sin(i * 24 + k) * 2),
  );
  const { name, files, windowValues, featureCount, labels, arenaBytes } = compiled;
  const sizes = { windowValues, features: featureCount, labels: labels.length, arenaBytes };
  return { core: 'cortex-m4', name, files, ...sizes, windows };
}
