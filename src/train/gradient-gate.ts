import type { Flow, Numbers, Parameter, Place } from './layer.ts';

/** The weights of one gate, what it made at each step of each example, and a place for its slopes. */
export function gateOf(name: string, { parameters, memory, batch, output }: Place, cells: number) {
  const part = (field: string): Parameter => parameters[`${name}.${field}`]!;
  const [weight, recurrent, bias] = [part('weight'), part('recurrent'), part('bias')];
  return { weight, recurrent, bias, made: memory(batch * output.size), slope: memory(cells) };
}

export type Gate = ReturnType<typeof gateOf>;

/** What one cell of a gate hands back, to its weights and bias, to the input and to the state before. */
export function addCell(
  gate: Readonly<Record<'weight' | 'recurrent' | 'bias', Parameter>>,
  c: number,
  slope: number,
  around: number,
  { x, p, past, input, inputs, before }: Sides,
): void {
  const cells = before.length;
  gate.bias.gradient[c] += slope;
  for (let i = 0; i < inputs; i++) {
    gate.weight.gradient[c * inputs + i] += slope * input.data[x + i];
    if (input.gradient) input.gradient[x + i] += slope * gate.weight.value[c * inputs + i];
  }
  for (let i = 0; i < cells; i++) {
    gate.recurrent.gradient[c * cells + i] += around * past[p + i];
    before[i] += around * gate.recurrent.value[c * cells + i];
  }
}

/** What stands beside a gate in one step of time. */
interface Sides {
  readonly x: number;
  readonly p: number;
  readonly past: Numbers;
  readonly input: Flow;
  readonly inputs: number;
  readonly before: Numbers;
}

export function dot(a: Numbers, aAt: number, b: Numbers, bAt: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[aAt + i] * b[bAt + i];
  return sum;
}

export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
