#include "measure.h"

#include "library_under_proof.h"

#include "architecture.h"
#include "firmware.h"
#include "semihosting.h"

enum { REFUSED = 102, STACK_FULL = 104 };

static const uint32_t paint = 0xA5C35A3Cu;

struct reading read_counters(void) {
    struct reading now;
    read_clock(&now.ticks, &now.slow_ticks);
    return now;
}

struct reading elapsed(struct reading since, struct reading now) {
    clock_difference(&now.ticks, &now.slow_ticks, since.ticks, since.slow_ticks);
    return now;
}

__attribute__((naked)) int nothing(const void *first, void *second, void *third) {
    (void)first;
    (void)second;
    (void)third;
    __asm__ volatile(EMPTY_FUNCTION);
}

__attribute__((noipa)) void measure(call function, const void *first, void *second, void *third,
                                    struct taken *taken) {
    const uint32_t *word = &stack_bottom;
    uint32_t *here;
    __asm__ volatile(STACK_POINTER : "=r"(here));
    for (uint32_t *below = &stack_bottom; below < here; below++) {
        *below = paint;
    }
    const struct reading before = read_counters();
    const int code = function(first, second, third);
    const struct reading after = read_counters();
    while (word < here && *word == paint) {
        word++;
    }
    taken->time = elapsed(before, after);
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
