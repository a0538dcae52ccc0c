/* From reset to main on any Cortex-M: memory set up, floating point switched on, faults reported. */
#include <stdint.h>

#include "semihosting.h"

extern uint32_t stack_top;
extern uint32_t data_load, data_start, data_end, bss_start, bss_end;
extern int main(void);

void reset(void);

static void copy_data(void) {
    const uint32_t *from = &data_load;
    for (uint32_t *to = &data_start; to < &data_end; to++) {
        *to = *from++;
    }
    for (uint32_t *to = &bss_start; to < &bss_end; to++) {
        *to = 0;
    }
}

void reset(void) {
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
    *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20; /* CPACR: full access to the coprocessors 10, 11 */
    __asm__ volatile("dsb\n isb");
#endif
    copy_data();
    semihosting_exit(main());
}

static void hard_fault(void) {
    semihosting_print("fault: hard fault\n");
    semihosting_exit(100);
}

static void memory_fault(void) {
    semihosting_print("fault: memory management fault\n");
    semihosting_exit(100);
}

static void bus_fault(void) {
    semihosting_print("fault: bus fault\n");
    semihosting_exit(100);
}

static void usage_fault(void) {
    semihosting_print("fault: usage fault\n");
    semihosting_exit(100);
}

static void other(void) {
    semihosting_print("fault: unexpected exception\n");
    semihosting_exit(100);
}

typedef void (*handler)(void);

__attribute__((section(".vectors"), used)) static const handler vectors[16] = {
    (handler)&stack_top, reset, other, hard_fault, memory_fault, bus_fault, usage_fault, other,
    other, other, other, other, other, other, other, other};
