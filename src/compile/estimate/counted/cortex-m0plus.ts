import type { CountedKernels } from '../layer-instructions.ts';

export const cortexM0plus: CountedKernels = {};
