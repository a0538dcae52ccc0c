import type { CallKernel } from '../../emit/kernel.ts';

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
 * Where none can serve, the portable kernel does and has the reasons.
 */
export function chooseKernel(
  offers: { readonly [name: string]: Candidate | string },
  portable: CallKernel,
): CallKernel {
  const names = Object.keys(offers);
  const fitting = names
    .flatMap((name) => {
      const offer = offers[name]!;
      return typeof offer === 'string' ? [] : [offer];
    })
    .sort((a, b) => a.instructions - b.instructions);
  const refused = names.flatMap((name) => {
    const offer = offers[name]!;
    return typeof offer === 'string' ? [`${name} cannot serve: ${offer}`] : [];
  });
  const [best, ...others] = fitting;
  if (!best) {
    const choice = { name: 'portable C', reason: refused.join('; '), instructions: null };
    return { ...portable, choice };
  }
  const dearer = others.map(
    ({ name, instructions }) => `${name} would take ${Math.round(instructions)} instructions`,
  );
  const reason = [best.bound, ...dearer, ...refused].join('; ');
  const { name, instructions } = best;
  return { ...best.kernel, choice: { name, reason, instructions: Math.round(instructions) } };
}
