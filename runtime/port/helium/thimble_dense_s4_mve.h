/* A dense layer whose weights have four bits, on a core with Helium; see thimble_rows_s8_mve.h. */
#ifndef THIMBLE_DENSE_S4_MVE_H
#define THIMBLE_DENSE_S4_MVE_H

#include "thimble_dense_s8_mve.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_dense_s8_mve_config layer; /* its weights are left out */
    int32_t slice; /* outputs whose weights are unpacked at a time, a multiple of 4 */
    const int32_t *packed;
} thimble_dense_s4_mve_config;

/* As thimble_dense_s8_mve, with 16 * rows.blocks * slice bytes of scratch before the patch. */
void thimble_dense_s4_mve(const thimble_dense_s4_mve_config *config, const int8_t *input,
                          int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
