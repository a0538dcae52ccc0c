/* A depthwise convolution: each output channel looks at one input channel. */
#ifndef THIMBLE_DEPTHWISE2D_S8_H
#define THIMBLE_DEPTHWISE2D_S8_H

#include "thimble_scaling_s8.h"
#include "thimble_sliding.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_sliding sliding;
    int32_t input_zero; /* what stands for 0 in the input: the padding is made of it */
    int32_t multiplier; /* output channels for each input channel */
    const int8_t *weight; /* [kernel_height][kernel_width][channels * multiplier] */
    thimble_scaling_s8 scaling;
} thimble_depthwise2d_s8_config;

/*
 * input [input_height][input_width][channels], output [output_height][output_width][channels *
 * multiplier]; they must not overlap. scratch holds one patch, [kernel_height][kernel_width]
 * [channels]; it may be NULL where there is no padding.
 */
void thimble_depthwise2d_s8(const thimble_depthwise2d_s8_config *config, const int8_t *input,
                            int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
