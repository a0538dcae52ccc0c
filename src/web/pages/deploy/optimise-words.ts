import type { Optimise } from '../../../compile/options.ts';

/** What a library spares, in a person's words. */
export const wordsOfOptimise: { readonly [O in Optimise]: string } = {
  balanced: 'RAM and time, in balance',
  speed: 'time',
  ram: 'RAM',
  flash: 'flash',
};
