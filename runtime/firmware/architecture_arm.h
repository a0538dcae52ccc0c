/* What differs from one architecture to another, on a Cortex-M. */
#ifndef ARCHITECTURE_H
#define ARCHITECTURE_H

#include <stdint.h>

#define STACK_POINTER "mov %0, sp"
#define EMPTY_FUNCTION ".syntax unified\n movs r0, #0\n bx lr"

/* A counter by the emulator's clock, and one of 100 Hz that tells how often the other went round. */
static inline void read_clock(uint32_t *ticks, uint32_t *slow_ticks) {
    *slow_ticks = *(volatile uint32_t *)SLOW_COUNTER_ADDRESS;
    *ticks = *(volatile uint32_t *)COUNTER_ADDRESS;
}

static inline void clock_difference(uint32_t *ticks, uint32_t *slow_ticks, uint32_t since_ticks,
                                    uint32_t since_slow_ticks) {
    *ticks -= since_ticks;
    *slow_ticks -= since_slow_ticks;
}

#endif
