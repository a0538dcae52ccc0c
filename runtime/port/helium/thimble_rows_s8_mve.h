/* A matrix of int8 weights times one or two patches of a signal, on a core with Helium.
 *
 * Sixteen products and their sum are one instruction (VMLADAV). Four rows share a load of the patch: nine
 * instructions for 64 products. Two patches share the loads of the rows, too: fourteen for 128. Weights of
 * four rows lie in the order of their loads. */
#ifndef THIMBLE_ROWS_S8_MVE_H
#define THIMBLE_ROWS_S8_MVE_H

#include "thimble_steps_s8_mve.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t outputs;
    int32_t blocks;       /* of 16 taps */
    const int8_t *weight; /* [outputs up to a multiple of 4 / 4][blocks][4][16], 0 where none is */
    int32_t lanes;        /* patches that a convolution takes at a time: 1 or 2 */
    thimble_steps_s8_mve steps; /* its vectors [outputs up to a multiple of 4 / 4][3][4] */
} thimble_rows_s8_mve;

/* patch [blocks][16]; what lies behind the last tap is multiplied with 0. The output is not yet clamped. */
void thimble_rows_multiply_s8_mve(const thimble_rows_s8_mve *rows, const int8_t *patch,
                                  int8_t *output);

/* The same with patches [2][blocks][16]; `pitch` is from the outputs of the first to those of the second. */
void thimble_rows_multiply_two_s8_mve(const thimble_rows_s8_mve *rows, const int8_t *patches,
                                      int32_t pitch, int8_t *output);

/* Copies bytes; both are read and written no further than `count`, by a loop that cuts off its last
 * vector itself. */
static inline void thimble_take_s8_mve(const int8_t *input, int32_t count, int8_t *output)
{
    __asm__ volatile("wlstp.8 lr, %2, 2f\n"
                     "1: vldrb.8 q0, [%0], #16\n"
                     "vstrb.8 q0, [%1], #16\n"
                     "letp lr, 1b\n"
                     "2:\n"
                     : "+r"(input), "+r"(output)
                     : "r"(count)
                     : "lr", "d0", "d1", "memory");
}

/* The same with one value. */
static inline void thimble_fill_s8_mve(int8_t value, int32_t count, int8_t *output)
{
    __asm__ volatile("vdup.8 q0, %1\n"
                     "wlstp.8 lr, %2, 2f\n"
                     "1: vstrb.8 q0, [%0], #16\n"
                     "letp lr, 1b\n"
                     "2:\n"
                     : "+r"(output)
                     : "r"((int32_t)value), "r"(count)
                     : "lr", "d0", "d1", "memory");
}

#ifdef __cplusplus
}
#endif

#endif
