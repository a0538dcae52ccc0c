import type { CountedKernels } from '../layer-instructions.ts';

export const rv32imc: CountedKernels = {};
