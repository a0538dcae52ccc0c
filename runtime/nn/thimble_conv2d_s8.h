/* A convolution over pictures, and over time as pictures of height 1. */
#ifndef THIMBLE_CONV2D_S8_H
#define THIMBLE_CONV2D_S8_H

#include "thimble_scaling_s8.h"
#include "thimble_sliding.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_sliding sliding;
    int32_t input_zero; /* what stands for 0 in the input: the padding is made of it */
    int32_t outputs;
    const int8_t *weight; /* [outputs][kernel_height][kernel_width][channels] */
    thimble_scaling_s8 scaling;
} thimble_conv2d_s8_config;

/*
 * input [input_height][input_width][channels], output [output_height][output_width][outputs];
 * they must not overlap. scratch holds one patch, [kernel_height][kernel_width][channels]; it may
 * be NULL where there is no padding and dilation_width is 1.
 */
void thimble_conv2d_s8(const thimble_conv2d_s8_config *config, const int8_t *input, int8_t *scratch,
                       int8_t *output);

/* The same for some of the outputs: `pitch` is from one output pixel to the next. */
void thimble_conv2d_part_s8(const thimble_conv2d_s8_config *config, int32_t pitch,
                            const int8_t *input, int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
