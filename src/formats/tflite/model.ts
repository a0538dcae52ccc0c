import { Failure } from '../../base/failure.ts';
import { BrokenFlatBuffer, FlatBytes, type FlatTable } from '../flatbuffer.ts';
import { operatorNames, tensorTypes } from './operators.ts';

/** What a .tflite file says, as plain data: the tables of schema version 3 that a graph needs. */
export interface TfliteModel {
  readonly description: string;
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  /** Indices into `tensors`. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Subgraphs after the first, which alone is read. */
  readonly moreSubgraphs: number;
}

export interface TfliteTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** As the schema calls it, such as INT8. */
  readonly type: string;
  /** Constant bytes; empty where the tensor is computed. */
  readonly data: Uint8Array;
  readonly isVariable: boolean;
  readonly isSparse: boolean;
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
  readonly quantizedDimension: number;
}

export interface TfliteOperator {
  /** As the schema calls it, such as CONV_2D; custom ones have their own name after "CUSTOM ". */
  readonly name: string;
  /** Indices into `tensors`; −1 where an optional input is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: FlatTable | null;
}

/** No device that this is for holds a larger tensor. */
const elementsMax = 2 ** 26;
const rankMax = 8;

/**
 * Reads the tables of a .tflite file. A Failure names the file, the byte and what is wrong there.
 * Layout: schema.fbs of TensorFlow Lite, version 3 (file identifier TFL3).
 */
export function readModel(file: string, bytes: Uint8Array): TfliteModel {
  const refuse = (why: string): never => {
    throw new Failure('bad-file', `${file} ${why}.`);
  };
  const mark = new TextDecoder('latin1').decode(bytes.subarray(4, 8));
  if (mark !== 'TFL3') {
    refuse('is no .tflite file: its bytes 4 to 7 should read TFL3; export it again');
  }
  try {
    return modelOf(new FlatBytes(bytes).root(), refuse);
  } catch (error) {
    if (!(error instanceof BrokenFlatBuffer)) throw error;
    return refuse(`is broken at byte ${error.at}: ${error.message}; fetch or export it again`);
  }
}

function modelOf(root: FlatTable, refuse: (why: string) => never): TfliteModel {
  const version = root.u32(0);
  if (version !== 3) refuse(`has schema version ${version}; only version 3 is read`);
  const codes = root.tables(1).map(operatorName);
  const [main, ...more] = root.tables(2);
  if (!main) return refuse('holds no subgraph; export it again');
  const buffers = root.tables(4);
  const tensors = main.tables(0).map((table, i) => tensorOf(table, i, buffers, refuse));
  const known = (ids: readonly number[], what: string, least: number) => {
    const wrong = ids.find((id) => id < least || id >= tensors.length);
    if (wrong !== undefined) refuse(`names tensor ${wrong} as ${what}, and has ${tensors.length}`);
    return ids;
  };
  const operators = main.tables(3).map((table, i): TfliteOperator => {
    const code = table.u32(0);
    const name = codes[code] ?? refuse(`has no operator code ${code}, which operator ${i} uses`);
    return {
      name,
      inputs: known(table.ints(1), `an input of operator ${i}`, -1),
      outputs: known(table.ints(2), `an output of operator ${i}`, 0),
      options: table.table(4),
    };
  });
  return {
    description: root.string(3),
    tensors,
    operators,
    inputs: known(main.ints(1), 'an input', 0),
    outputs: known(main.ints(2), 'an output', 0),
    moreSubgraphs: more.length,
  };
}

/** Numbers above 127 stand in a field of their own; the older one then says 127. */
function operatorName(code: FlatTable): string {
  const number = Math.max(code.i8(0), code.i32(3));
  const name = operatorNames[number] ?? `operator ${number}`;
  return name === 'CUSTOM' ? `CUSTOM ${code.string(1)}` : name;
}

function tensorOf(
  table: FlatTable,
  index: number,
  buffers: readonly FlatTable[],
  refuse: (why: string) => never,
): TfliteTensor {
  const shape = table.ints(0);
  const name = table.string(3);
  const called = `tensor ${index} (${name})`;
  const size = shape.reduce((product, side) => product * side, 1);
  if (shape.length > rankMax || shape.some((side) => side < 0) || size > elementsMax) {
    refuse(`says that ${called} has the shape [${shape.slice(0, 9)}], which no device holds`);
  }
  const buffer = table.u32(2);
  if (buffer >= Math.max(1, buffers.length)) refuse(`names buffer ${buffer} for ${called}`);
  const quantization = table.table(4);
  const scales = quantization?.floats(2) ?? [];
  const bad = scales.find((scale) => !(scale > 0 && Number.isFinite(scale)));
  if (bad !== undefined) refuse(`gives ${called} the scale ${bad}`);
  return {
    name,
    shape,
    type: tensorTypes[table.i8(1)] ?? `type ${table.i8(1)}`,
    data: buffers[buffer]?.data(0) ?? new Uint8Array(),
    isVariable: table.bool(5),
    isSparse: table.table(6) !== null,
    scales,
    zeroPoints: quantization?.longs(3) ?? [],
    quantizedDimension: quantization?.i32(6) ?? 0,
  };
}
