/* Lays a value beside others: rows of bytes into rows of a wider value. */
#ifndef THIMBLE_JOIN_H
#define THIMBLE_JOIN_H

#include <stdint.h>
#include <string.h>

/* Copies input [rows][run_bytes] to output, whose rows are row_bytes apart; no overlap. */
static inline void thimble_join(const void *input, void *output, int32_t rows, int32_t run_bytes,
                                int32_t row_bytes)
{
    const unsigned char *from = (const unsigned char *)input;
    unsigned char *to = (unsigned char *)output;
    for (int32_t row = 0; row < rows; row++) {
        memcpy(to, from, (size_t)run_bytes);
        from += run_bytes;
        to += row_bytes;
    }
}

#endif
