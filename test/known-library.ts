import type { ProofRequest } from '../src/pipeline/proof.ts';

/**
 * A library whose costs are known beforehand: for a device it is written in assembly, instruction by
 * instruction, on Arm in the 16-bit forms that every Cortex-M has. Two features are the first two of four
 * values; the network swaps them. `network` replaces the network in C, for faults on purpose.
 */
export function knownLibrary(network: string): Omit<ProofRequest, 'core'> {
  const files = new Map([
    ['thimble_known.h', header],
    ['thimble_known.c', `${callsSource}\n${network}\n`],
  ]);
  const windows = Array.from({ length: 5 }, (_, i) =>
    Float32Array.from([i, i + 0.5, i + 0.25, -i]),
  );
  return { name: 'known', files, windowValues: 4, features: 2, labels: 2, arenaBytes: 8, windows };
}

const signature = `int thimble_known_network(const float *features, thimble_known_arena *arena,
                          thimble_known_result *result)`;

const header = `#ifndef THIMBLE_KNOWN_H
#define THIMBLE_KNOWN_H
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef union { float features[2]; } thimble_known_arena;
typedef struct { int32_t label; float score[2]; } thimble_known_result;
int thimble_known_features(const float *window, thimble_known_arena *arena, float *features);
${signature};
int thimble_known_run(const float *window, thimble_known_arena *arena, thimble_known_result *result);
#ifdef __cplusplus
}
#endif
#endif
`;

/** features: 6 instructions, no stack. run: 10 of its own, on RISC-V 17; 16 bytes of stack. */
const callsSource = `#include "thimble_known.h"
#ifdef __arm__
__attribute__((naked)) int thimble_known_features(const float *window, thimble_known_arena *arena,
                                                  float *features) {
    __asm__(".syntax unified\\n ldr r3, [r0]\\n str r3, [r2]\\n ldr r3, [r0, #4]\\n"
            "str r3, [r2, #4]\\n movs r0, #0\\n bx lr");
}
__attribute__((naked)) int thimble_known_run(const float *window, thimble_known_arena *arena,
                                             thimble_known_result *result) {
    __asm__(".syntax unified\\n push {r4, r5, r6, lr}\\n movs r5, r1\\n movs r6, r2\\n"
            "movs r2, r1\\n bl thimble_known_features\\n movs r0, r5\\n movs r1, r5\\n"
            "movs r2, r6\\n bl thimble_known_network\\n pop {r4, r5, r6, pc}");
}
#elif defined __riscv
__attribute__((naked)) int thimble_known_features(const float *window, thimble_known_arena *arena,
                                                  float *features) {
    __asm__("lw a3, 0(a0)\\n sw a3, 0(a2)\\n lw a3, 4(a0)\\n sw a3, 4(a2)\\n li a0, 0\\n ret");
}
__attribute__((naked)) int thimble_known_run(const float *window, thimble_known_arena *arena,
                                             thimble_known_result *result) {
    __asm__("addi sp, sp, -16\\n sw ra, 12(sp)\\n sw s0, 8(sp)\\n sw s1, 4(sp)\\n mv s0, a1\\n"
            "mv s1, a2\\n mv a2, a1\\n jal thimble_known_features\\n mv a0, s0\\n mv a1, s0\\n"
            "mv a2, s1\\n jal thimble_known_network\\n lw ra, 12(sp)\\n lw s0, 8(sp)\\n"
            "lw s1, 4(sp)\\n addi sp, sp, 16\\n ret");
}
#else
int thimble_known_features(const float *window, thimble_known_arena *arena, float *features) {
    (void)arena;
    features[0] = window[0];
    features[1] = window[1];
    return 0;
}
int thimble_known_run(const float *window, thimble_known_arena *arena, thimble_known_result *result) {
    return thimble_known_features(window, arena, arena->features) |
           thimble_known_network(arena->features, arena, result);
}
#endif
`;

/** 13 instructions, on RISC-V 14, and two for each turn of its loop; 256 bytes of stack; a table that it reads. */
const turns = 100;
const inAssembly = `extern const uint32_t thimble_known_table[1024];
const uint32_t thimble_known_table[1024] = {1};
__attribute__((naked)) ${signature} {
#ifdef __riscv
    __asm__("addi sp, sp, -256\\n sw a0, 0(sp)\\n addi sp, sp, 256\\n lw a3, 4(a0)\\n sw a3, 4(a2)\\n"
            "lw a3, 0(a0)\\n sw a3, 8(a2)\\n li a3, ${turns}\\n 1: addi a3, a3, -1\\n bnez a3, 1b\\n"
            "sw a3, 0(a2)\\n la a0, thimble_known_table\\n lw a0, 0(a0)\\n li a0, 0\\n ret");
#else
    __asm__(".syntax unified\\n sub sp, #256\\n str r0, [sp]\\n add sp, #256\\n"
            "ldr r3, [r0, #4]\\n str r3, [r2, #4]\\n ldr r3, [r0]\\n str r3, [r2, #8]\\n"
            "ldr r3, 2f\\n"
            "1: subs r3, #1\\n bne 1b\\n"
            "str r3, [r2]\\n ldr r0, 3f\\n ldr r0, [r0]\\n movs r0, #0\\n bx lr\\n"
            ".balign 4\\n 2: .word ${turns}\\n 3: .word thimble_known_table");
#endif
}`;

/** A network in C that does something on purpose and then swaps its features. */
function inC(deed: string, outside = ''): string {
  return `${outside}
${signature} {
    (void)arena;
    ${deed}
    result->label = 0;
    result->score[0] = features[1];
    result->score[1] = features[0];
    return 0;
}`;
}

const featuresInstructions = 6;

/** What it costs on an architecture. */
export const knownCosts = {
  arm: costs({ network: 13, run: 10 }, 6 * 2 + (15 * 2 + 2 + 8) + (8 * 2 + 2 * 4)),
  riscv: costs({ network: 14, run: 17 }, 6 * 2 + (11 * 2 + 2 * 2 + 4 + 8) + (15 * 2 + 2 * 4)),
} as const;

/**
 * Instructions of the network beside its loop, and of run itself. `codeBytes` of features, network and run: on Arm
 * the network has its two literals on a word's boundary, and run two long calls; on RISC-V a constant and an address
 * are long, as are calls.
 */
function costs(own: { readonly network: number; readonly run: number }, codeBytes: number) {
  const networkInstructions = own.network + 2 * turns;
  const runInstructions = own.run + featuresInstructions + networkInstructions;
  return { featuresInstructions, networkInstructions, runInstructions, codeBytes };
}

export const known = {
  good: inAssembly,
  networkStackBytes: 256,
  runStackBytes: 256 + 16,
  constantBytes: 4096,
  /** A label and two scores, up to a boundary of eight bytes behind window and arena. */
  resultBytes: 16,

  /** Refuses where its own variables do not start as written. */
  startsWith: inC(
    'if (start[0] != 3 || start[1] != 4) return -1;',
    'static volatile int32_t start[2] = {3, 4};',
  ),
  startBytes: 8,

  badPointer: inC('if (features[0] == 2.0f) *(volatile int32_t *)0xdfff0000 = 1;'),
  undefinedCode: inC('if (features[0] == 2.0f) __asm__ volatile("udf #0");'),
  hanging: inC('while (features[0] == 2.0f) __asm__ volatile("");'),
  refusing: inC('if (features[0] == 1.0f) return -1;'),
  deepStack: inC('volatile char deep[70000]; for (int i = 0; i < 70000; i++) deep[i] = 1;'),
  inconsistent: inC(`if ((const void *)features == (const void *)arena) {
        result->label = 1;
        return 0;
    }`),
  mistyped: inC('result->lable = 1;'),
  undefined: inC('if (nowhere() != 0) return -1;', 'int nowhere(void);'),
  hugeTable: inC(
    'if (huge[(int)features[0]] == 7) return -1;',
    'static const int32_t huge[1200000] = {1};',
  ),
  hugeState: inC('state[(int)features[0]]++;', 'static int32_t state[1100000];'),

  outOfBounds: inC('volatile int beyond = 40; result->score[beyond] = 1.0f;'),
  warned: inC('result->label = features[0] * 3.0f;'),
} as const;
