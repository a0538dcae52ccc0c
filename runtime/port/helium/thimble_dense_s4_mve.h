/* A dense layer whose weights have four bits, on a core with Helium. Its weights are used once each, so they
 * are not unpacked before: a byte holds two rows, 16 b + a with a taken plus 8. One VMLADAV on the raw
 * bytes sums both, a second one on their low halves sums a, and the difference is 16 times the sum of b:
 * ten instructions for 64 products, as with bytes. The eights add 8 times the sum of the patch, which is
 * known before. */
#ifndef THIMBLE_DENSE_S4_MVE_H
#define THIMBLE_DENSE_S4_MVE_H

#include "thimble_dense_s8_mve.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_dense_s8_mve_config layer; /* its weights are left out */
    const int32_t *packed; /* [outputs up to a multiple of 4 / 4][blocks][2][16 bytes] */
} thimble_dense_s4_mve_config;

/* As thimble_dense_s8_mve. */
void thimble_dense_s4_mve(const thimble_dense_s4_mve_config *config, const int8_t *input,
                          int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
