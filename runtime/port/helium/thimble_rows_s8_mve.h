/* A matrix of int8 weights times one patch of a signal, on a core with Helium.
 *
 * Sixteen products and their sum are one instruction (VMLADAV), four rows share a load of the patch:
 * nine instructions for 64 products. Weights of four rows lie in the order of their loads. */
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
    const int32_t *steps; /* [outputs up to a multiple of 4 / 4][6][4], see thimble_steps_s8_mve.h */
} thimble_rows_s8_mve;

/* patch [blocks][16]; what lies behind the last tap is multiplied with 0. */
void thimble_rows_multiply_s8_mve(const thimble_rows_s8_mve *rows, const int8_t *patch,
                                  int8_t *output);

/* Copies bytes; both are read and written no further than `count`. */
static inline void thimble_take_s8_mve(const int8_t *input, int32_t count, int8_t *output)
{
    for (; count >= 16; count -= 16) {
        vstrbq_s8(output, vldrbq_s8(input));
        input += 16;
        output += 16;
    }
    if (count > 0) {
        const mve_pred16_t some = vctp8q((uint32_t)count);
        vstrbq_p_s8(output, vldrbq_z_s8(input, some), some);
    }
}

/* The same with one value. */
static inline void thimble_fill_s8_mve(int8_t value, int32_t count, int8_t *output)
{
    const int8x16_t values = vdupq_n_s8(value);
    for (; count > 0; count -= 16) {
        vstrbq_p_s8(output, values, vctp8q((uint32_t)count));
        output += 16;
    }
}

#ifdef __cplusplus
}
#endif

#endif
