/* Runs a library on every window or frame of windows.bin on this machine and writes results.bin: for
 * each its features in float32 (or int8, filled up to whole words) and scores in float32, then its
 * label, or how many centres and which, and whether run() gave the bits of features() and network(), in int32. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "library_under_proof.h"
#include "source.h"

#include RUN_UNDER_PROOF

/* What a result holds before its scores: a label, or how many centres and which. */
enum { FOUND_WORDS = offsetof(LIBRARY_RESULT, score) / 4 };

struct answer {
    feature features[FEATURES];
    float scores[LABELS];
    int32_t found[FOUND_WORDS], same;
};

static struct source_file window;
static LIBRARY_ARENA arena;
static LIBRARY_RESULT parts;
static LIBRARY_RESULT whole;
static struct answer answer;

static int run_window(void) {
    static source frame;
    const int code = LIBRARY_FEATURES(source_of(&window, &frame), &arena, answer.features) |
                     LIBRARY_NETWORK(answer.features, &arena, &parts) |
                     run_under_proof(source_of(&window, &frame), &arena, &whole);
    memcpy(answer.scores, parts.score, sizeof answer.scores);
    memcpy(answer.found, &parts, sizeof answer.found);
    answer.same = memcmp(&parts, &whole, sizeof answer.found) == 0 &&
                  memcmp(parts.score, whole.score, sizeof answer.scores) == 0;
    return code;
}

int main(void) {
    FILE *const in = fopen("windows.bin", "rb");
    FILE *const out = fopen("results.bin", "wb");
    if (!in || !out) {
        fputs("error: windows.bin or results.bin cannot be opened\n", stderr);
        return 1;
    }
    while (fread(&window, sizeof window, 1, in) == 1) {
        if (run_window() != 0) {
            fputs("error: the library refused a window\n", stderr);
            return 1;
        }
        if (fwrite(&answer, sizeof answer, 1, out) != 1) {
            fputs("error: results.bin cannot be written\n", stderr);
            return 1;
        }
    }
    return fclose(in) | fclose(out);
}
