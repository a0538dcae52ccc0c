/* A convolution whose weights have four bits, on a core without products in pairs; see thimble_rows_s8_scalar.h. */
#ifndef THIMBLE_CONV2D_S4_SCALAR_H
#define THIMBLE_CONV2D_S4_SCALAR_H

#include "thimble_conv2d_s8_scalar.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_conv2d_s8_scalar_config layer; /* its weights are left out */
    int32_t slice; /* outputs whose weights are unpacked at a time, a multiple of 4 */
    const int32_t *packed;
} thimble_conv2d_s4_scalar_config;

/* As thimble_conv2d_s8_scalar, with rows.taps * slice bytes of scratch before the patch. Where the slice
 * is not all outputs the input is read once for each slice. */
void thimble_conv2d_s4_scalar(const thimble_conv2d_s4_scalar_config *config, const int8_t *input,
                              int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
