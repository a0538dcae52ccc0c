/* Runs a library on every window of a file and writes down what it answered and what it took.
 *
 * windows.bin holds windows one after another. results.bin gets, for each window: the features, the
 * scores, then as 32-bit integers the label, whether run() gave the bits that features() and
 * network() gave, the counter's ticks of features() and of network(), and the bytes of stack that
 * run() used. The counter goes by the emulator's instruction clock.
 *
 * LIBRARY_HEADER, WINDOW_VALUES, FEATURES, LABELS, ARENA, RESULT, RUN, FEATURES_OF, NETWORK_OF,
 * COUNTER_ADDRESS and STACK_BYTES come from the command line of the compiler. */
#include <stdint.h>
#include <string.h>

#include "semihosting.h"

#include LIBRARY_HEADER

extern uint32_t stack_bottom, stack_top;

static float window[WINDOW_VALUES];
static float features[FEATURES];
static ARENA arena;
static RESULT parts;
static RESULT whole;

static const uint32_t paint = 0xA5C35A3Cu;

static uint32_t ticks(void) {
    return *(volatile uint32_t *)COUNTER_ADDRESS;
}

/* Fills what lies below this call's frame. */
static __attribute__((noinline)) void paint_stack(void) {
    volatile uint32_t marker = 0;
    uint32_t *here = (uint32_t *)((uintptr_t)&marker & ~(uintptr_t)3) - 16;
    for (uint32_t *word = &stack_bottom; word < here; word++) {
        *word = paint;
    }
}

static __attribute__((noinline)) int32_t stack_used(const uint32_t *from) {
    const uint32_t *word = &stack_bottom;
    while (word < from && *word == paint) {
        word++;
    }
    return (int32_t)((const char *)from - (const char *)word);
}

static __attribute__((noinline)) int run_window(int32_t *facts) {
    volatile uint32_t frame = 0;
    const uint32_t before = ticks();
    const int first = FEATURES_OF(window, &arena, features);
    const uint32_t between = ticks();
    const int second = NETWORK_OF(features, &arena, &parts);
    const uint32_t after = ticks();
    int third;
    paint_stack();
    third = RUN(window, &arena, &whole);
    facts[4] = stack_used((const uint32_t *)((uintptr_t)&frame & ~(uintptr_t)3));
    facts[0] = parts.label;
    facts[1] = memcmp(parts.score, whole.score, sizeof parts.score) == 0 && parts.label == whole.label;
    facts[2] = (int32_t)(between - before);
    facts[3] = (int32_t)(after - between);
    return first == 0 && second == 0 && third == 0;
}

int main(void) {
    const intptr_t in = semihosting_open("windows.bin", MODE_READ_BINARY);
    const intptr_t out = semihosting_open("results.bin", MODE_WRITE_BINARY);
    if (in < 0 || out < 0) {
        semihosting_print("error: windows.bin or results.bin cannot be opened\n");
        return 101;
    }
    while (semihosting_read(in, window, sizeof window)) {
        int32_t facts[5];
        if (!run_window(facts)) {
            semihosting_print("error: the library refused a window\n");
            return 102;
        }
        if (!semihosting_write(out, features, sizeof features) ||
            !semihosting_write(out, parts.score, sizeof parts.score) ||
            !semihosting_write(out, facts, sizeof facts)) {
            semihosting_print("error: results.bin cannot be written\n");
            return 103;
        }
    }
    semihosting_close(out);
    return 0;
}
