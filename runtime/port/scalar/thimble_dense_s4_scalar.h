/* A dense layer whose weights have four bits, on a core without products in pairs. Its weights are used once
 * each, so they are not unpacked before: a word holds the weights of four rows for two taps, each plus 8,
 *
 *     bits 28     24     20     16     12     8      4      0
 *        d, k+1  b, k+1  d, k   b, k  c, k+1 a, k+1  c, k   a, k
 *
 * and two of them lie 16 bits apart wherever four bits are cut out, so that one product is two. Less than
 * half the products of bytes are left, at 2.4 instructions each on a Cortex-M0, 1.4 on a Cortex-M3. The
 * eights add 8 times the sum of the patch to each row, which is known before. */
#ifndef THIMBLE_DENSE_S4_SCALAR_H
#define THIMBLE_DENSE_S4_SCALAR_H

#include "thimble_dense_s8_scalar.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_dense_s8_scalar_config layer; /* its weights are left out */
    const int32_t *packed; /* [outputs up to a multiple of 4 / 4][taps / 2] */
} thimble_dense_s4_scalar_config;

/* As thimble_dense_s8_scalar. */
void thimble_dense_s4_scalar(const thimble_dense_s4_scalar_config *config, const int8_t *input,
                             int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
