/** What the parts of the kernels cost on a core: executed instructions, counted on emulated ones. */
export interface ScalarCost {
  /** Patches that a convolution takes at a time: two where there are registers for their sums. */
  readonly lanes: 1 | 2;
  /** All outputs of one patch. */
  row(outputs: number, taps: number): number;
  /** The same of a dense layer with weights of four bits. */
  fourBitRow(outputs: number, taps: number): number;
  /** To copy one input of a patch. */
  readonly take: number;
  /** One output of a depthwise 3 by 3 with its stride. */
  readonly depthwise: { readonly 1: number; readonly 2: number };
  readonly add: number;
}

/** Cortex-M0 and M0+: products destroy a factor, eight registers. */
export const armv6m: ScalarCost = {
  lanes: 1,
  row: (outputs, taps) => Math.ceil(outputs / 4) * (13.4 * taps + 40) + 24 * outputs + 30,
  fourBitRow: (outputs, taps) => Math.ceil(outputs / 4) * (11 * taps + 65) + 24 * outputs + 30,
  take: 7,
  depthwise: { 1: 85, 2: 110 },
  add: 17,
};

/** Cortex-M3: a product and its sum are one instruction. */
export const armv7m: ScalarCost = {
  lanes: 2,
  row: (outputs, taps) => Math.ceil(outputs / 4) * (7.3 * taps + 30) + 18 * outputs + 30,
  fourBitRow: (outputs, taps) => Math.ceil(outputs / 4) * (7 * taps + 40) + 18 * outputs + 30,
  take: 5,
  depthwise: { 1: 50, 2: 65 },
  add: 12,
};

export const rv32im: ScalarCost = {
  lanes: 2,
  row: (outputs, taps) => Math.ceil(outputs / 4) * (12.5 * taps + 40) + 24 * outputs + 30,
  fourBitRow: (outputs, taps) => Math.ceil(outputs / 4) * (10.5 * taps + 40) + 24 * outputs + 30,
  take: 6,
  depthwise: { 1: 60, 2: 75 },
  add: 16,
};
