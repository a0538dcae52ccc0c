/* Runs a library on every window of a file and writes down what it answered and what it took.
 *
 *     windows.bin   windows or frames one after another, as source.h says
 *     results.bin   taken by an empty function, then for each window:
 *                   features[FEATURES] in float32, or int8 filled up to whole words
 *                   float32  scores[LABELS]
 *                   int32    found: the label, or of a detector how many centres and which;
 *                            1 where run() gave the bits of features() and network()
 *                   taken by features(), by network(), by run()
 *     taken         uint32   ticks of the counter, ticks of the slow counter, bytes of stack
 *
 * An ACK character is printed after each window, so that the host sees it living. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "library_under_proof.h"
#include "measure.h"
#include "semihosting.h"
#include "source.h"

#include RUN_UNDER_PROOF

enum { NO_FILES = 101, NOT_WRITTEN = 103 };

/* What a result holds before its scores: a label, or how many centres and which. */
enum { FOUND_WORDS = offsetof(LIBRARY_RESULT, score) / 4 };

struct answer {
    feature features[FEATURES];
    float scores[LABELS];
    int32_t found[FOUND_WORDS], same;
    struct taken by_features, by_network, by_run;
};

static struct source_file window;
static LIBRARY_ARENA arena;
static LIBRARY_RESULT parts;
static LIBRARY_RESULT whole;
static struct answer answer;

static void run_window(void) {
    static source frame;
    const void *const from = source_of(&window, &frame);
    measure((call)(void (*)(void))LIBRARY_FEATURES, from, &arena, answer.features,
            &answer.by_features);
    measure((call)(void (*)(void))LIBRARY_NETWORK, answer.features, &arena, &parts,
            &answer.by_network);
    measure((call)(void (*)(void))run_under_proof, from, &arena, &whole, &answer.by_run);
    memcpy(answer.scores, parts.score, sizeof answer.scores);
    memcpy(answer.found, &parts, sizeof answer.found);
    answer.same = memcmp(&parts, &whole, sizeof answer.found) == 0 &&
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
    measure(nothing, &window, &arena, answer.features, &by_nothing);
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
