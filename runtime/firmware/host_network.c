/* Runs a network on every case of cases.bin on this machine and writes its outputs, case after case,
 * to results.bin. */
#include <stdint.h>
#include <stdio.h>

#include "library_under_proof.h"

static LIBRARY_ARENA arena;
DECLARE_STATE

#define READ_INPUT(accessor, size) && fread(accessor(&arena), size, 1, in) == 1
#define WRITE_OUTPUT(accessor, size) && fwrite(accessor(&arena), size, 1, out) == 1

int main(void) {
    FILE *const in = fopen("cases.bin", "rb");
    FILE *const out = fopen("results.bin", "wb");
    if (!in || !out) {
        fputs("error: cases.bin or results.bin cannot be opened\n", stderr);
        return 1;
    }
    CLEAR_STATE;
    while (1 LIBRARY_INPUTS(READ_INPUT)) {
        if (HOST_RUN != 0) {
            fputs("error: the network refused its input\n", stderr);
            return 1;
        }
        if (!(1 LIBRARY_OUTPUTS(WRITE_OUTPUT))) {
            fputs("error: results.bin cannot be written\n", stderr);
            return 1;
        }
    }
    return fclose(in) | fclose(out);
}
