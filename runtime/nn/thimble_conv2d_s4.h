/* A convolution whose weights have four bits. */
#ifndef THIMBLE_CONV2D_S4_H
#define THIMBLE_CONV2D_S4_H

#include "thimble_conv2d_s8.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_conv2d_s8_config layer; /* its weights are left out */
    int32_t slice;                  /* outputs whose weights are unpacked at a time */
    int32_t slice_bytes;            /* of scratch for them, a multiple of 8 */
    const int32_t *packed;          /* slice after slice, each up to a whole word */
} thimble_conv2d_s4_config;

/* As thimble_conv2d_s8, with slice_bytes of scratch before the patch. Where the slice is not all outputs
 * the input is read once for each slice. */
void thimble_conv2d_s4(const thimble_conv2d_s4_config *config, const int8_t *input, int8_t *scratch,
                       int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
