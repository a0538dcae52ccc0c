import { type Shape, sizeOf, type Tensor, type Type, tensor } from '../tensor/tensor.ts';
import type { Graph, Op } from './op.ts';

/** One memory that an operation keeps from call to call. */
export interface StateSlot {
  readonly name: 'hidden' | 'cell' | 'memory';
  readonly type: Type;
  readonly shape: Shape;
  /** What it holds before the first call, in every element: what stands for 0. */
  readonly initial: number;
}

/** What each layer that remembers holds, by the layer's name; never changed once it is made. */
export type State = ReadonlyMap<string, readonly Tensor[]>;

/** What an operation remembers; most remember nothing. */
export function stateOf(op: Op): readonly StateSlot[] {
  if (op.kind === 'svdf') {
    const { timeWeight, stateQuantization } = op;
    const initial = timeWeight.type === 'i8' ? stateQuantization!.zeroPoint : 0;
    return [{ name: 'memory', type: timeWeight.type, shape: timeWeight.shape, initial }];
  }
  if (op.kind !== 'lstm') return [];
  const shape = [op.gates.input.bias.data.length];
  const float = op.gates.input.weight.type === 'f32';
  const zero = op.hiddenQuantization?.zeroPoint ?? 0;
  return [
    { name: 'hidden', type: float ? 'f32' : 'i8', shape, initial: zero },
    { name: 'cell', type: float ? 'f32' : 'i16', shape, initial: 0 },
  ];
}

/** The state before the first call. */
export function initialState({ nodes }: Graph): State {
  const slots = nodes.map(({ name, op }) => [name, initialSlots(op)] as const);
  return new Map(slots.filter(([, own]) => own.length > 0));
}

/** What one operation remembers before the first call. */
export function initialSlots(op: Op): Tensor[] {
  return stateOf(op).map(({ type, shape, initial }) =>
    tensor(type, shape, new Array<number>(sizeOf(shape)).fill(initial)),
  );
}
