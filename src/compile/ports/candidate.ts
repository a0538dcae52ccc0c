import type { CallKernel } from '../emit/kernel.ts';
import { kernelBytes } from '../estimate/code-bytes.ts';

/** Whether scratch may be what makes a kernel fastest, or as little as it works with. */
export type Room = 'enough' | 'little';

/** A kernel that may do a layer: every bound that it needs is proven. */
export interface Candidate {
  /** How reports call it. */
  readonly name: string;
  /** The bound that held, as a clause. */
  readonly bound: string;
  /** What it is expected to execute. */
  readonly instructions: number;
  readonly kernel: CallKernel;
}

/**
 * The cheapest of several kernels; each is a candidate or a clause that says why it cannot be one.
 * Where none can serve, the portable kernel does and has the reasons. Dearer ones that need less
 * memory stand by as spares. `byteWorth`: a byte of a layer's own tables and routines counts as so
 * many instructions.
 */
export function chooseKernel(
  offers: { readonly [name: string]: Candidate | string },
  portable: CallKernel,
  byteWorth = 0,
): CallKernel {
  const cost = ({ instructions, kernel }: Candidate) =>
    instructions + (byteWorth > 0 ? byteWorth * kernelBytes(kernel) : 0);
  const names = Object.keys(offers);
  const fitting = names
    .flatMap((name) => {
      const offer = offers[name]!;
      return typeof offer === 'string' ? [] : [offer];
    })
    .sort((a, b) => cost(a) - cost(b));
  const refused = names.flatMap((name) => {
    const offer = offers[name]!;
    return typeof offer === 'string' ? [`${name} cannot serve: ${offer}`] : [];
  });
  const plain = { name: 'portable C', reason: refused.join('; '), instructions: null };
  const kernels = fitting.map((one, at): CallKernel => {
    const dearer = fitting
      .slice(at + 1)
      .map((other) => `${other.name} would take ${Math.round(other.instructions)} instructions`);
    const spared = at > 0 ? [`less memory than ${fitting[0]!.name}`] : [];
    const reason = [...spared, one.bound, ...dearer, ...refused].join('; ');
    const choice = { name: one.name, reason, instructions: Math.round(one.instructions) };
    return { ...one.kernel, choice };
  });
  return withSpares([...kernels, { ...portable, choice: plain }]);
}

/** The first of kernels from cheap to dear, with those behind it that need less memory. */
function withSpares([first, ...dearer]: readonly CallKernel[]): CallKernel {
  const scratch = (kernel: CallKernel) => kernel.scratch?.bytes ?? 0;
  const at = dearer.findIndex(
    (other) => scratch(other) < scratch(first!) || (other.rows && !first!.rows),
  );
  return at < 0 ? first! : { ...first!, spare: withSpares(dearer.slice(at)) };
}
