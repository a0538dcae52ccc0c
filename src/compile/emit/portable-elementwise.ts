import { assert } from '../../base/assert.ts';
import { limits } from '../../graph/arrange.ts';
import { broadcastIndices } from '../../graph/broadcast.ts';
import { int8Rules } from '../../graph/evaluate-int8.ts';
import type { Activation, AddOp, BinaryOp, Op, PreluOp, Rounding, Value } from '../../graph/op.ts';
import {
  activationRange,
  addMultipliers,
  mulMultiplier,
  preluMultipliers,
  requantizeMultiplier,
  scaleOf,
  zeroOf,
} from '../../graph/quantized-value.ts';
import { bytesPer, type Shape, sizeOf, tensor } from '../../tensor/tensor.ts';
import { int } from '../c/tree.ts';
import { elementwise } from '../plan/overlap.ts';
import type { CallKernel, LayerField, OverlayRule } from './kernel.ts';
import { arrayField, callOf, refuseLayer } from './portable-calls.ts';
import { multiplierField } from './weighted.ts';

/** Any operation on single int8 numbers: its answer to each of the 256. */
export function lookupKernel(op: Op, from: Value, to: Value, rounding: Rounding): CallKernel {
  const all = tensor(
    'i8',
    [256],
    Array.from({ length: 256 }, (_, i) => i - 128),
  );
  const one = (value: Value): Value => ({ ...value, shape: [256] });
  const run = { rounding, state: [] };
  const { data } = int8Rules[op.kind](op as never, [all], one(to), [one(from)], run);
  assert(data instanceof Int8Array, 'the answers are int8');
  return {
    kind: 'call',
    callee: 'thimble_lookup_s8',
    header: 'thimble_lookup_s8.h',
    data: { tables: [{ suffix: 'answers', element: 'int8_t', values: data }], config: null },
    scratch: null,
    overlays: [elementwise(0)],
    inputs: ({ table, inputs, output }) => [
      table('answers'),
      inputs[0]!,
      output,
      int(sizeOf(to.shape)),
    ],
  };
}

export function sumKernel(
  op: AddOp | BinaryOp<'sub'>,
  from: readonly Value[],
  to: Value,
  layer: string,
): CallKernel {
  const [a, b] = from as readonly [Value, Value];
  const { left, right, sum } = addMultipliers(a, b, to);
  const fields: LayerField[] = [
    broadcastField(op, from, to, layer),
    { comment: 'left_zero', int: zeroOf(a) },
    { comment: 'right_zero', int: zeroOf(b) },
    multiplierField('left', left),
    multiplierField('right', right),
    multiplierField('sum', sum),
    { comment: 'zero', int: zeroOf(to) },
    ...rangeFields(op.activation, to),
    { comment: 'sign', int: op.kind === 'add' ? 1 : -1 },
  ];
  const config = 'thimble_add_broadcast_s8_config';
  return callOf('add_broadcast_s8', 'broadcast_s8', fields, {
    config,
    overlays: inPlace(from, to),
  });
}

export function productKernel(
  op: BinaryOp<'mul'>,
  from: readonly Value[],
  to: Value,
  layer: string,
): CallKernel {
  const [a, b] = from as readonly [Value, Value];
  const fields: LayerField[] = [
    broadcastField(op, from, to, layer),
    { comment: 'left_zero', int: zeroOf(a) },
    { comment: 'right_zero', int: zeroOf(b) },
    multiplierField('product', mulMultiplier(a, b, to)),
    { comment: 'zero', int: zeroOf(to) },
    ...rangeFields(op.activation, to),
  ];
  const config = 'thimble_mul_s8_config';
  return callOf('mul_s8', 'broadcast_s8', fields, { config, overlays: inPlace(from, to) });
}

export function extremeKernel(
  op: BinaryOp<'maximum'> | BinaryOp<'minimum'>,
  from: readonly Value[],
  to: Value,
  layer: string,
): CallKernel {
  const config = 'thimble_extreme_s8_config';
  const fields = [broadcastField(op, from, to, layer)];
  return callOf(`${op.kind}_s8`, 'broadcast_s8', fields, { config, overlays: inPlace(from, to) });
}

/** Its alphas are a table that the config does not hold: they are the call's right input. */
export function preluKernel(op: PreluOp, x: Value, to: Value, layer: string): CallKernel {
  const { alpha, alphaQuantization } = op;
  assert(alpha.type === 'i8' && alphaQuantization !== undefined, 'the alphas are int8');
  const { above, below } = preluMultipliers(op, x, to);
  const values: Value = { name: 'alpha', type: 'i8', shape: alpha.shape };
  const fields: LayerField[] = [
    broadcastField(op, [x, values], to, layer),
    { comment: 'input_zero', int: zeroOf(x) },
    { comment: 'alpha_zero', int: alphaQuantization.zeroPoint },
    multiplierField('above', above),
    multiplierField('below', below),
    { comment: 'zero', int: zeroOf(to) },
    { comment: 'alpha', table: 'alpha' },
  ];
  return callOf('prelu_s8', 'broadcast_s8', fields, {
    config: 'thimble_prelu_s8_config',
    tables: [{ suffix: 'alpha', element: 'int8_t', values: alpha.data }],
    overlays: [elementwise(0)],
  });
}

/** Integers of any width to those of another. */
export function requantizeKernel(from: Value, to: Value, layer: string): CallKernel {
  assert(from.type !== 'f32' && to.type !== 'f32', 'both are integers');
  for (const value of [from, to]) {
    if (value.type === 'i32' && zeroOf(value) !== 0) {
      refuseLayer('quantize', layer, `has an int32 value with zero point ${zeroOf(value)}, not 0`);
    }
  }
  const [low, high] = limits[to.type];
  const fields: LayerField[] = [
    { comment: 'size', int: sizeOf(to.shape) },
    { comment: 'input_bytes', int: bytesPer[from.type] },
    { comment: 'output_bytes', int: bytesPer[to.type] },
    { comment: 'input_zero', int: zeroOf(from) },
    multiplierField('scale', requantizeMultiplier(from, to)),
    { comment: 'zero', int: zeroOf(to) },
    { comment: 'low', int: low },
    { comment: 'high', int: high },
  ];
  return callOf('requantize', 'requantize', fields, { overlays: [widthChange(from, to)] });
}

/** Between float32 and integers wider than int8. */
export function realKernel(from: Value, to: Value): CallKernel {
  const integers = from.type === 'f32' ? to : from;
  const fields: LayerField[] = [
    { comment: 'size', int: sizeOf(to.shape) },
    { comment: 'bytes', int: bytesPer[integers.type] },
    { comment: 'scale', float: scaleOf(integers) },
    { comment: 'zero', int: zeroOf(integers) },
  ];
  const wide = from.type === 'i32' ? 'dequantize_s32_f32' : 'dequantize_f32';
  const callee = from.type === 'f32' ? 'quantize_f32' : wide;
  const more = { config: 'thimble_real_config', overlays: [widthChange(from, to)] };
  return callOf(callee, 'requantize', fields, more);
}

function widthChange(from: Value, to: Value): OverlayRule {
  return elementwise(0, bytesPer[to.type], bytesPer[from.type], sizeOf(to.shape));
}

export function rangeFields(activation: Activation, to: Value): LayerField[] {
  const [low, high] = activationRange(activation, to);
  return [
    { comment: 'low', int: low },
    { comment: 'high', int: high },
  ];
}

/** Inputs of the output's shape are read value by value as it is written. */
function inPlace(from: readonly Value[], to: Value): OverlayRule[] {
  return from.flatMap(({ shape }, i) => (shape.join() === to.shape.join() ? [elementwise(i)] : []));
}

/** The steps of both inputs under the output, with neighbouring dimensions joined. */
function broadcastField(op: Op, from: readonly Value[], to: Value, layer: string): LayerField {
  const [left, right] = from.map(({ shape }) => stepsUnder(shape, to.shape));
  const sides: { size: number; left: number; right: number }[] = [];
  for (const [d, size] of to.shape.entries()) {
    if (size === 1) continue;
    const own = { size, left: left![d]!, right: right![d]! };
    const outer = sides.at(-1);
    const goesOn = outer && outer.left === own.left * size && outer.right === own.right * size;
    if (goesOn) sides[sides.length - 1] = { ...own, size: outer.size * size };
    else sides.push(own);
  }
  if (sides.length > 4)
    refuseLayer(op.kind, layer, 'broadcasts over more than 4 groups of dimensions');
  return {
    comment: 'shape',
    struct: [
      arrayField(
        'sizes',
        sides.map(({ size }) => size),
        4,
        1,
      ),
      arrayField(
        'left_steps',
        sides.map((side) => side.left),
        4,
      ),
      arrayField(
        'right_steps',
        sides.map((side) => side.right),
        4,
      ),
    ],
  };
}

/** Elements from one index of the output to the next, for each dimension; 0 where it repeats. */
function stepsUnder(from: Shape, to: Shape): number[] {
  const places = broadcastIndices(from, to);
  return to.map((size, d) => (size > 1 ? places[sizeOf(to.slice(d + 1))]! : 0));
}
