/** A fault that a core took, as the firmware of runtime/firmware/reported_end.c prints it. */
export interface Fault {
  readonly exception: number;
  /** Where the core was. */
  readonly pc: number;
  readonly lr: number;
  /** Configurable Fault Status Register; 0 on cores without it. */
  readonly cfsr: number;
  readonly mmfar: number;
  readonly bfar: number;
}

/** Reads the line that a firmware prints at a fault; null where there is none. */
export function faultIn(text: string): Fault | null {
  const line = text.split('\n').find((row) => row.startsWith('fault exception '));
  if (line === undefined) return null;
  const value = (name: string) =>
    Number.parseInt(line.match(new RegExp(`\\b${name} (0x[0-9a-f]{8})`))?.[1] ?? '0', 16);
  return {
    exception: value('exception'),
    pc: value('pc'),
    lr: value('lr'),
    cfsr: value('cfsr'),
    mmfar: value('mmfar'),
    bfar: value('bfar'),
  };
}

/** What happened, as a clause: "a bus fault (data access that no memory answers) at address 0x…". */
export function describeFault({ exception, cfsr, mmfar, bfar }: Fault): string {
  const kind = exceptions[exception] ?? `exception ${exception}`;
  const causes = Object.entries(causeOfBit)
    .filter(([bit]) => (cfsr >>> Number(bit)) & 1)
    .map(([, cause]) => cause);
  const address = (cfsr >>> bfarValid) & 1 ? bfar : (cfsr >>> mmfarValid) & 1 ? mmfar : null;
  const because = causes.length > 0 ? ` (${causes.join(', ')})` : '';
  return `a ${kind}${because}${address === null ? '' : ` at address ${hex(address)}`}`;
}

export function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

/** Armv8-M Architecture Reference Manual, B3: exception numbers. */
const exceptions: { readonly [number: number]: string } = {
  2: 'non-maskable interrupt',
  3: 'hard fault',
  4: 'memory management fault',
  5: 'bus fault',
  6: 'usage fault',
  7: 'secure fault',
};

const mmfarValid = 7;
const bfarValid = 15;

/** Armv8-M Architecture Reference Manual, D1.2: bits of CFSR. */
const causeOfBit: { readonly [bit: number]: string } = {
  0: 'code where none may run',
  1: 'data access that is not allowed',
  3: 'stack at return from an exception',
  4: 'stack at entry of an exception',
  8: 'code fetched where there is no memory',
  9: 'data access that no memory answers',
  10: 'data access that no memory answered, some instructions ago',
  11: 'stack at return from an exception',
  12: 'stack at entry of an exception',
  16: 'undefined instruction',
  17: 'jump to an address that is no Thumb code',
  18: 'broken return from an exception',
  19: 'floating point that is not switched on',
  20: 'stack overflow',
  24: 'unaligned access',
  25: 'division by zero',
};
