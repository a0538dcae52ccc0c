import assert from 'node:assert/strict';
import { test } from 'node:test';
import { broken } from '../../../test/broken-files.ts';
import { assertGolden, golden, goldenNames, noGoldens } from '../../../test/goldens.ts';
import { randomNetwork } from '../../../test/random-networks.ts';
import { Failure } from '../../base/failure.ts';
import { type FlatFields, writeFlatBuffer } from '../flatbuffer-writer.ts';
import { operatorCode, tensorTypes } from './operators.ts';
import { graphOfTflite, readTflite } from './read.ts';
import { writeTflite } from './write.ts';

test('published networks answer what TensorFlow Lite answers, in both roundings', {
  skip: noGoldens,
}, () => {
  for (const name of goldenNames()) {
    for (const rounding of ['double', 'single'] as const) {
      const one = golden(name, rounding);
      assertGolden(one.graph, one);
    }
  }
});

test('an operator outside of what is supported is named, with the list of those that are', () => {
  const bytes = modelOf('ABS', [float([1, 4]), float([1, 4])], [0]);
  const { graph, diagnostics } = readTflite('abs.tflite', bytes);
  assert.equal(graph, null);
  assert.equal(diagnostics.length, 1);
  const [{ subject, message }] = diagnostics as [(typeof diagnostics)[0]];
  assert.equal(subject, 'operator 0 (ABS)');
  assert.match(message, /ABS is not supported \(operator 0, which makes tensor t1\)/);
  assert.match(message, /Supported are ADD, ARG_MAX, .*UNPACK/);
});

test('what an unsupported operator would have made is not reported again', () => {
  const { diagnostics } = readTflite('two.tflite', twoOperators());
  assert.deepEqual(
    diagnostics.map(({ subject }) => subject),
    ['operator 0 (EXP)'],
  );
});

test('int8 weights under float values are refused with the reason', () => {
  const weight = { ...tensorOf('INT8', [3, 4], 1), 4: { table: { 2: { floats: [0.1] } } } };
  const bytes = modelOf('FULLY_CONNECTED', [float([1, 4]), float([1, 3]), weight], [0, 2, -1], {
    bytes: [new Uint8Array(12)],
    options: 8,
  });
  assert.throws(
    () => graphOfTflite('hybrid.tflite', bytes),
    /weights are int8 and its values float32 \(hybrid\)/,
  );
});

test('a fused activation that is not supported is refused with its name', () => {
  const bytes = modelOf('ADD', [float([1, 4]), float([1, 4]), float([1, 4])], [0, 2], {
    options: 11,
    fields: { 0: { i8: 4 } },
    inputs: [0, 2],
  });
  assert.throws(
    () => graphOfTflite('tanh.tflite', bytes),
    /fused activation TANH is not supported/,
  );
});

test('a file that is no .tflite says so', () => {
  const text = new TextEncoder().encode('label,path\nwalk,a.csv\n');
  assert.throws(() => graphOfTflite('labels.csv', text), /labels.csv is no .tflite file/);
});

test('broken files end in a Failure or in a whole graph', () => {
  const files = [3, 5, 11, 17].map((seed) => writeTflite(randomNetwork(seed)));
  if (!noGoldens) files.push(golden('hello_world_int8', 'double').bytes);
  let failures = 0;
  for (let seed = 0; seed < 800; seed++) {
    try {
      graphOfTflite('broken.tflite', broken(files[seed % files.length]!, seed));
    } catch (error) {
      assert.ok(error instanceof Failure, `seed ${seed}: ${(error as Error).stack}`);
      failures++;
    }
  }
  assert.ok(failures > 500, `${failures} failures`);
});

test('a file that names its bytes again and again is refused, not unfolded', () => {
  // 4,000 tensors that all have one shape vector of 4,000 sides
  const tables = Array.from({ length: 4000 }, (_, i) => tensorOf('INT8', [1], 0, `t${i}`));
  const bytes = writeFlatBuffer(
    { 0: { i32: 3 }, 1: { tables: [] }, 2: { tables: [{ 0: { tables } }] }, 4: { tables: [{}] } },
    'TFL3',
  );
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 8 < bytes.length; at += 4) {
    // each shape vector [1] says that it has 4,000 entries, which reach into what follows
    if (view.getUint32(at, true) === 1 && view.getUint32(at + 4, true) === 1) {
      view.setUint32(at, 4000, true);
    }
  }
  assert.throws(() => graphOfTflite('bomb.tflite', bytes), Failure);
});

function float(shape: readonly number[]): FlatFields {
  return tensorOf('FLOAT32', shape, 0);
}

function tensorOf(type: string, shape: readonly number[], buffer: number, name = ''): FlatFields {
  return {
    0: { ints: shape },
    1: { i8: tensorTypes.indexOf(type) },
    2: { i32: buffer },
    3: { string: name },
  };
}

/** A model of one operator whose output is tensor 1. */
function modelOf(
  operator: string,
  tensors: readonly FlatFields[],
  inputs: readonly number[],
  more: {
    readonly bytes?: readonly Uint8Array[];
    readonly options?: number;
    readonly fields?: FlatFields;
    readonly inputs?: readonly number[];
  } = {},
): Uint8Array {
  const named = tensors.map((one, i) => ({ ...one, 3: { string: `t${i}` } }));
  const own: FlatFields = { 0: { i32: 0 }, 1: { ints: inputs }, 2: { ints: [1] } };
  const { options, fields = {}, bytes = [] } = more;
  const whole = options ? { ...own, 3: { i8: options }, 4: { table: fields } } : own;
  const code = operatorCode(operator);
  return writeFlatBuffer(
    {
      0: { i32: 3 },
      1: { tables: [{ 0: { i8: Math.min(127, code) }, 3: { i32: code } }] },
      2: {
        tables: [
          {
            0: { tables: named },
            1: { ints: more.inputs ?? [0] },
            2: { ints: [1] },
            3: { tables: [whole] },
          },
        ],
      },
      4: { tables: [{}, ...bytes.map((data): FlatFields => ({ 0: { data } }))] },
    },
    'TFL3',
  );
}

function twoOperators(): Uint8Array {
  const codes = ['EXP', 'RELU'].map((name): FlatFields => {
    const code = operatorCode(name);
    return { 0: { i8: code }, 3: { i32: code } };
  });
  const operators: FlatFields[] = [
    { 0: { i32: 0 }, 1: { ints: [0] }, 2: { ints: [1] } },
    { 0: { i32: 1 }, 1: { ints: [1] }, 2: { ints: [2] } },
  ];
  const tensors = [0, 1, 2].map((i) => tensorOf('FLOAT32', [1, 4], 0, `t${i}`));
  const main = {
    0: { tables: tensors },
    1: { ints: [0] },
    2: { ints: [2] },
    3: { tables: operators },
  };
  return writeFlatBuffer(
    { 0: { i32: 3 }, 1: { tables: codes }, 2: { tables: [main] }, 4: { tables: [{}] } },
    'TFL3',
  );
}
