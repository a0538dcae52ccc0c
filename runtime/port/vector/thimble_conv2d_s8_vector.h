/* A convolution for 64-bit cores: patches are gathered, then multiplied with all outputs' weights. */
#ifndef THIMBLE_CONV2D_S8_VECTOR_H
#define THIMBLE_CONV2D_S8_VECTOR_H

#include "thimble_rows_s8_vector.h"
#include "thimble_sliding.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_sliding sliding;
    int32_t input_zero; /* what stands for 0 in the input: the padding is made of it */
    thimble_rows_s8_vector rows;
} thimble_conv2d_s8_vector_config;

/* As thimble_conv2d_s8; scratch, at an even address, holds the patches that are
 * multiplied at a time, in 16 bits. */
void thimble_conv2d_s8_vector(const thimble_conv2d_s8_vector_config *config, const int8_t *input,
                              int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
