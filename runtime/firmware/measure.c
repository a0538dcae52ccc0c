#include "measure.h"

#include "firmware.h"
#include "library_under_proof.h"
#include "semihosting.h"

enum { REFUSED = 102, STACK_FULL = 104 };

static const uint32_t paint = 0xA5C35A3Cu;

struct reading read_counters(void) {
    struct reading now;
    now.slow_ticks = *(volatile uint32_t *)SLOW_COUNTER_ADDRESS;
    now.ticks = *(volatile uint32_t *)COUNTER_ADDRESS;
    return now;
}

__attribute__((naked)) int nothing(const void *first, void *second, void *third) {
    (void)first;
    (void)second;
    (void)third;
    __asm__ volatile(".syntax unified\n movs r0, #0\n bx lr");
}

__attribute__((noipa)) void measure(call function, const void *first, void *second, void *third,
                                    struct taken *taken) {
    volatile uint32_t *const counter = (volatile uint32_t *)COUNTER_ADDRESS;
    volatile uint32_t *const slow_counter = (volatile uint32_t *)SLOW_COUNTER_ADDRESS;
    const uint32_t *word = &stack_bottom;
    uint32_t *here;
    __asm__ volatile("mov %0, sp" : "=r"(here));
    for (uint32_t *below = &stack_bottom; below < here; below++) {
        *below = paint;
    }
    const uint32_t slow_before = *slow_counter;
    const uint32_t before = *counter;
    const int code = function(first, second, third);
    const uint32_t after = *counter;
    const uint32_t slow_after = *slow_counter;
    while (word < here && *word == paint) {
        word++;
    }
    taken->time.ticks = after - before;
    taken->time.slow_ticks = slow_after - slow_before;
    taken->stack_bytes = (uint32_t)((const char *)here - (const char *)word);
    if (word == &stack_bottom) {
        semihosting_print("\nerror: the library needs more stack than there is\n");
        semihosting_exit(STACK_FULL);
    }
    if (code != 0) {
        semihosting_print("\nerror: the library refused its input\n");
        semihosting_exit(REFUSED);
    }
}
