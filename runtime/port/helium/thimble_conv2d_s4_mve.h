/* A convolution whose weights have four bits, on a core with Helium; see thimble_rows_s8_mve.h. */
#ifndef THIMBLE_CONV2D_S4_MVE_H
#define THIMBLE_CONV2D_S4_MVE_H

#include "thimble_conv2d_s8_mve.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_conv2d_s8_mve_config layer; /* its weights are left out */
    int32_t slice; /* outputs whose weights are unpacked at a time, a multiple of 4 */
    const int32_t *packed;
} thimble_conv2d_s4_mve_config;

/* As thimble_conv2d_s8_mve, with 16 * rows.blocks * slice bytes of scratch before the patch. Where the slice
 * is not all outputs the input is read once for each slice. */
void thimble_conv2d_s4_mve(const thimble_conv2d_s4_mve_config *config, const int8_t *input,
                           int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
