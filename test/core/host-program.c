/* The host's side of a test program on the host itself. */
#include "core-program.h"

#include <stdio.h>

static FILE *in, *out;

int host_read(void *bytes, size_t count) {
    return fread(bytes, 1, count, in) == count;
}

void host_write(const void *bytes, size_t count) {
    (void)fwrite(bytes, 1, count, out);
}

void count_begin(void) {
}

void count_end(void) {
}

int main(void) {
    int code;
    in = fopen("input.bin", "rb");
    out = fopen("output.bin", "wb");
    code = program();
    return fclose(in) | fclose(out) | code;
}
