/* A dense layer whose weights have four bits, on a core without products in pairs; see thimble_rows_s8_scalar.h. */
#ifndef THIMBLE_DENSE_S4_SCALAR_H
#define THIMBLE_DENSE_S4_SCALAR_H

#include "thimble_dense_s8_scalar.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_dense_s8_scalar_config layer; /* its weights are left out */
    int32_t slice; /* outputs whose weights are unpacked at a time, a multiple of 4 */
    const int32_t *packed;
} thimble_dense_s4_scalar_config;

/* As thimble_dense_s8_scalar, with rows.taps * slice bytes of scratch before the patch. */
void thimble_dense_s4_scalar(const thimble_dense_s4_scalar_config *config, const int8_t *input,
                             int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
