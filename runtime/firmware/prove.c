/* Runs a library on every window of a file and writes down what it answered and what it took.
 *
 *     windows.bin   windows or frames one after another, as source.h says
 *     results.bin   taken by an empty function, then for each window:
 *                   features[FEATURES] in float32, or int8 filled up to whole words
 *                   float32  scores[LABELS]
 *                   int32    label, 1 where run() gave the bits of features() and network()
 *                   taken by features(), by network(), by run()
 *     taken         uint32   ticks of the counter, ticks of the slow counter, bytes of stack
 *
 * Both counters go by the emulator's instruction clock; the slow one, of 100 Hz, tells how often the
 * other went round. An ACK character is printed after each window, so that the host sees it living. */
#include <stdint.h>
#include <string.h>

#include "firmware.h"
#include "library_under_proof.h"
#include "semihosting.h"
#include "source.h"

enum { NO_FILES = 101, REFUSED = 102, NOT_WRITTEN = 103, STACK_FULL = 104 };

struct taken {
    uint32_t ticks, slow_ticks, stack_bytes;
};

struct answer {
    feature features[FEATURES];
    float scores[LABELS];
    int32_t label, same;
    struct taken by_features, by_network, by_run;
};

typedef int (*call)(const void *from, void *arena, void *to);

static struct source_file window;
static LIBRARY_ARENA arena;
static LIBRARY_RESULT parts;
static LIBRARY_RESULT whole;
static struct answer answer;

static const uint32_t paint = 0xA5C35A3Cu;

/* What is left of a measured count when nothing is measured; two instructions of it are its own. */
static __attribute__((naked)) int nothing(const void *from, void *to_arena, void *to) {
    (void)from;
    (void)to_arena;
    (void)to;
    __asm__ volatile(".syntax unified\n movs r0, #0\n bx lr");
}

/* Calls with the whole stack below painted, between two readings of the counters. One copy of this
 * code serves every call, so that what the readings cost is the same for all and can be taken off.
 * The calls differ only in what their pointers point at, which is all one to the core. */
static __attribute__((noipa)) int measured(call function, const void *from, void *to,
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
    const int code = function(from, &arena, to);
    const uint32_t after = *counter;
    const uint32_t slow_after = *slow_counter;
    while (word < here && *word == paint) {
        word++;
    }
    taken->ticks = after - before;
    taken->slow_ticks = slow_after - slow_before;
    taken->stack_bytes = (uint32_t)((const char *)here - (const char *)word);
    if (word == &stack_bottom) {
        semihosting_print("\nerror: the library needs more stack than there is\n");
        semihosting_exit(STACK_FULL);
    }
    if (code != 0) {
        semihosting_print("\nerror: the library refused a window\n");
        semihosting_exit(REFUSED);
    }
    return code;
}

static void run_window(void) {
    static source frame;
    const void *const from = source_of(&window, &frame);
    (void)measured((call)(void (*)(void))LIBRARY_FEATURES, from, answer.features,
                   &answer.by_features);
    (void)measured((call)(void (*)(void))LIBRARY_NETWORK, answer.features, &parts,
                   &answer.by_network);
    (void)measured((call)(void (*)(void))LIBRARY_RUN, from, &whole, &answer.by_run);
    memcpy(answer.scores, parts.score, sizeof answer.scores);
    answer.label = parts.label;
    answer.same = parts.label == whole.label &&
                  memcmp(parts.score, whole.score, sizeof answer.scores) == 0;
}

static int finish(const char *error, int code) {
    semihosting_print(error);
    return code;
}

int main(void) {
    struct taken by_nothing;
    const intptr_t in = semihosting_open("windows.bin", MODE_READ_BINARY);
    const intptr_t out = semihosting_open("results.bin", MODE_WRITE_BINARY);
    if (in < 0 || out < 0) {
        return finish("\nerror: windows.bin or results.bin cannot be opened\n", NO_FILES);
    }
    (void)measured(nothing, &window, answer.features, &by_nothing);
    if (!semihosting_write(out, &by_nothing, sizeof by_nothing)) {
        return finish("\nerror: results.bin cannot be written\n", NOT_WRITTEN);
    }
    while (semihosting_read(in, &window, sizeof window)) {
        run_window();
        if (!semihosting_write(out, &answer, sizeof answer)) {
            return finish("\nerror: results.bin cannot be written\n", NOT_WRITTEN);
        }
        semihosting_print("\006");
    }
    semihosting_close(out);
    return 0;
}
