/* A transposed convolution: each input pixel is spread over the output by the kernel. */
#ifndef THIMBLE_TRANSPOSE_CONV2D_S8_H
#define THIMBLE_TRANSPOSE_CONV2D_S8_H

#include "thimble_scaling_s8.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t input_height;
    int32_t input_width;
    int32_t channels;
    int32_t output_height;
    int32_t output_width;
    int32_t outputs;
    int32_t kernel_height;
    int32_t kernel_width;
    int32_t stride_height;
    int32_t stride_width;
    int32_t pad_top; /* rows and columns of the spread picture that are cut off */
    int32_t pad_left;
    int32_t input_zero;
    const int8_t *weight; /* [outputs][kernel_height][kernel_width][channels] */
    thimble_scaling_s8 scaling; /* its bias without the input's zero point */
} thimble_transpose_conv2d_s8_config;

/*
 * input [input_height][input_width][channels], output [output_height][output_width][outputs]; they
 * must not overlap.
 */
void thimble_transpose_conv2d_s8(const thimble_transpose_conv2d_s8_config *config,
                                 const int8_t *input, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
