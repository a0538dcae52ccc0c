/* A matrix of int8 weights times one patch of a signal, for cores without products in pairs.
 *
 * Weights and inputs are kept as they are plus 128, so bytes are loaded without a sign, which takes a
 * Cortex-M0 one instruction in the place of two. The sum that is wanted, of weight * (input + 128), is
 * that of the bytes' products less 128 times the sum of the patch: made once for all outputs. What
 * (input + 128) is too large is in the outputs' steps.
 *
 * Four outputs share a load of the patch, so a product costs three instructions and a quarter where
 * the product is an instruction and the sum is one. Cores with more than eight registers for it take
 * two patches at a time, whose values lie in turn: four loads of weights serve eight products. */
#ifndef THIMBLE_ROWS_S8_SCALAR_H
#define THIMBLE_ROWS_S8_SCALAR_H

#include "thimble_steps_s8.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t outputs;
    int32_t taps;          /* up to a multiple of 4 */
    int32_t lanes;         /* patches at a time in a convolution: 1, or 2 where there are registers */
    const int8_t *weight;  /* [outputs up to a multiple of 4 / 4][taps][4]: as bytes without a sign the
                              weights plus 128, 0 where none is */
    const int32_t *steps;  /* [outputs][6], see thimble_steps_s8.h */
} thimble_rows_s8_scalar;

/* patch [taps], inputs plus 128, 0 behind the last; sum is that of its values. */
void thimble_rows_multiply_s8_scalar(const thimble_rows_s8_scalar *rows, const uint8_t *patch,
                                     int32_t sum, int8_t *output);

#if !defined(__ARM_ARCH_6M__)
/* The same for two patches [taps][2], of which the second has its outputs at `other`. */
void thimble_rows_multiply_two_s8_scalar(const thimble_rows_s8_scalar *rows, const uint8_t *patch,
                                         const int32_t sums[2], int8_t *output, int8_t *other);
#endif

/* Copies inputs plus 128 to every `lanes`-th byte of a patch; answers their sum. */
int32_t thimble_rows_take_s8_scalar(const int8_t *input, int32_t count, uint8_t *patch,
                                    int32_t lanes);

#ifdef __cplusplus
}
#endif

#endif
