import type { CountedKernels } from '../layer-instructions.ts';

export const cortexM55: CountedKernels = {};
