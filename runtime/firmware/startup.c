/* From reset to main on any Cortex-M: floating point switched on, faults told apart, memory set up. */
#include "firmware.h"

extern uint32_t data_load, data_start, data_end, bss_start, bss_end;
extern int main(void);

void reset(void);

/* Volatile, so that no compiler makes calls into the C library of these loops: what a library takes
 * of that is to be seen in a program's size. */
static void set_memory_up(void) {
    const uint32_t *from = &data_load;
    for (volatile uint32_t *to = &data_start; to < &data_end; to++) {
        *to = *from++;
    }
    for (volatile uint32_t *to = &bss_start; to < &bss_end; to++) {
        *to = 0;
    }
}

void reset(void) {
#if __ARM_ARCH >= 7
    *(volatile uint32_t *)0xE000ED24 |= 7u << 16; /* SHCSR: memory, bus and usage faults by name */
#endif
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
    *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20; /* CPACR: full access to coprocessors 10, 11 */
    __asm__ volatile("dsb\n isb");
#endif
    set_memory_up();
    firmware_end(main());
}

/* Every exception comes here; its number is in IPSR, and its frame where the stack pointer was. */
static __attribute__((naked)) void exception(void) {
    __asm__ volatile("mrs r0, msp\n mrs r1, ipsr\n bl firmware_fault");
}

typedef void (*handler)(void);

__attribute__((section(".vectors"), used)) static const handler vectors[16] = {
    (handler)&stack_top, reset,     exception, exception, exception, exception,
    exception,           exception, exception, exception, exception, exception,
    exception,           exception, exception, exception};
