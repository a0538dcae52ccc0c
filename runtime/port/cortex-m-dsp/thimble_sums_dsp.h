/* Sums of layers that remember, and how they come to fewer bits. */
#ifndef THIMBLE_SUMS_DSP_H
#define THIMBLE_SUMS_DSP_H

#include <arm_acle.h>
#include <stdint.h>

#include "thimble_clamp_s8_dsp.h"
#include "thimble_halfwords_dsp.h"

/* A patch times `rows` rows of a stream, a multiple of four; see thimble_dense_s8_dsp.inc. */
typedef void thimble_dense_sums(const uint32_t *patch, const int32_t *stream, int32_t *sums,
                                int32_t rows);

/* real = multiplier / 2^(31 + right), right above 0. */
typedef struct {
    int32_t multiplier;
    int32_t right;
} thimble_shrink;

/* x times a real number, |x| < 2^30, rounded twice as thimble_multiply does: twice the number makes of
 * SMMULR the first rounding, and the second is half away from zero. */
static inline int32_t thimble_shrunk(int32_t x, thimble_shrink by)
{
    const int32_t product = thimble_smmulr(2 * x, by.multiplier);
    return (product + ((int32_t)1 << (by.right - 1)) + (product >> 31)) >> by.right;
}

/* Inputs as halfwords (k0,k2) (k1,k3), up to a whole four with zeros. */
static inline void thimble_spread_fours(const int8_t *input, int32_t inputs, uint32_t *patch)
{
    for (; inputs >= 4; inputs -= 4) {
        const uint32_t word = thimble_load4_s8(input);
        *patch++ = thimble_even_bytes(word);
        *patch++ = thimble_odd_bytes(word);
        input += 4;
    }
    if (inputs > 0) {
        *patch++ = thimble_pair(input[0], inputs > 2 ? input[2] : 0);
        *patch++ = thimble_pair(inputs > 1 ? input[1] : 0, 0);
    }
}

#endif
