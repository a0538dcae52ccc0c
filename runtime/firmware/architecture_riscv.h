/* What differs from one architecture to another, on RISC-V. */
#ifndef ARCHITECTURE_H
#define ARCHITECTURE_H

#include <stdint.h>

#define STACK_POINTER "mv %0, sp"
#define EMPTY_FUNCTION "li a0, 0\n ret"

/* Both halves of the count of instructions; the upper one is read again if the lower one went round. */
static inline void read_clock(uint32_t *ticks, uint32_t *slow_ticks) {
    uint32_t high;
    uint32_t low;
    uint32_t again;
    do {
        __asm__ volatile(".option push\n .option arch, +zicsr\n"
                         " rdinstreth %0\n rdinstret %1\n rdinstreth %2\n"
                         " .option pop"
                         : "=&r"(high), "=&r"(low), "=r"(again));
    } while (high != again);
    *ticks = low;
    *slow_ticks = high;
}

static inline void clock_difference(uint32_t *ticks, uint32_t *slow_ticks, uint32_t since_ticks,
                                    uint32_t since_slow_ticks) {
    *slow_ticks -= since_slow_ticks + (*ticks < since_ticks ? 1U : 0U);
    *ticks -= since_ticks;
}

#endif
