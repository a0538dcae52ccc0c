/* Runs a network on every case of a file and writes down what it answered and what it took.
 *
 *     cases.bin     cases one after another, each the bytes of all inputs
 *     results.bin   taken by an empty function, the cost of a mark, then for each case:
 *                   the bytes of all outputs, taken by run(), marks[LAYERS]
 *     taken         uint32   ticks of the counter, ticks of the slow counter, bytes of stack
 *     mark          uint32   ticks of the counter, ticks of the slow counter since the mark before
 *
 * Marks are made by a library that calls thimble_layer_done after each layer; another one leaves
 * LAYERS at 0. An ACK character is printed after each case, so that the host sees it living. */
#include <stdint.h>

#include "library_under_proof.h"
#include "measure.h"
#include "semihosting.h"

enum { NO_FILES = 101, NOT_WRITTEN = 103 };

/* What a library with marks calls: see thimble_profile.h. */
void thimble_layer_done(int32_t layer);

static LIBRARY_ARENA arena;
DECLARE_STATE

static struct reading marks[LAYERS + 2];
static struct reading last_mark;

void thimble_layer_done(int32_t layer) {
    const struct reading now = read_counters();
    marks[layer] = elapsed(last_mark, now);
    last_mark = read_counters();
}

static const call run = (call)(void (*)(void))LIBRARY_RUN;

/* The first layer counts from here: what entering run() takes is part of it. */
static int marked_run(const void *first, void *second, void *third) {
    last_mark = read_counters();
    return run(first, second, third);
}

static void run_case(struct taken *taken) {
    measure(LAYERS > 0 ? marked_run : run, RUN_FIRST, RUN_SECOND, 0, taken);
}

static int finish(const char *error, int code) {
    semihosting_print(error);
    return code;
}

#define READ_INPUT(accessor, size) && semihosting_read(in, accessor(&arena), size)
#define WRITE_OUTPUT(accessor, size) && semihosting_write(out, accessor(&arena), size)

int main(void) {
    struct taken taken;
    const intptr_t in = semihosting_open("cases.bin", MODE_READ_BINARY);
    const intptr_t out = semihosting_open("results.bin", MODE_WRITE_BINARY);
    if (in < 0 || out < 0) {
        return finish("\nerror: cases.bin or results.bin cannot be opened\n", NO_FILES);
    }
    measure(nothing, RUN_FIRST, RUN_SECOND, 0, &taken);
    thimble_layer_done(LAYERS);
    thimble_layer_done(LAYERS + 1);
    if (!semihosting_write(out, &taken, sizeof taken) ||
        !semihosting_write(out, &marks[LAYERS + 1], sizeof marks[0])) {
        return finish("\nerror: results.bin cannot be written\n", NOT_WRITTEN);
    }
    CLEAR_STATE;
    while (1 LIBRARY_INPUTS(READ_INPUT)) {
        run_case(&taken);
        if (!(1 LIBRARY_OUTPUTS(WRITE_OUTPUT)) || !semihosting_write(out, &taken, sizeof taken) ||
            !semihosting_write(out, marks, LAYERS * sizeof marks[0])) {
            return finish("\nerror: results.bin cannot be written\n", NOT_WRITTEN);
        }
        semihosting_print("\006");
    }
    semihosting_close(out);
    return 0;
}
