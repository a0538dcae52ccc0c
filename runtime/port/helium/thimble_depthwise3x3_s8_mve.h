/* A depthwise convolution of 3 by 3 on a core with Helium: sixteen channels at a time, then eight.
 *
 * Two products of int8 fit 16 bits together (the compiler has proven it for the layer's weights), so
 * taps are multiplied and added in pairs of 16 bits before they are widened to 32. Each widening parts
 * channels of even and odd number: their steps lie apart, and the outputs meet in one vector again. */
#ifndef THIMBLE_DEPTHWISE3X3_S8_MVE_H
#define THIMBLE_DEPTHWISE3X3_S8_MVE_H

#include "thimble_sliding.h"
#include "thimble_steps_s8_mve.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_sliding sliding; /* kernel 3 by 3 */
    int32_t input_zero;      /* what stands for 0 in the input: the padding is made of it */
    const int8_t *weight;    /* [9][16] of each sixteen channels, then [9][8] of each eight that are left */
    /* Of each sixteen channels each vector of those that are 0, 2, 1 and 3 modulo 4; of each eight that are
     * left, of the even ones and the odd ones. */
    thimble_steps_s8_mve steps;
} thimble_depthwise3x3_s8_mve_config;

/* input [input_height][input_width][channels], output [output_height][output_width][channels];
 * scratch: a pixel of padding, [channels]. A pixel is written channels upwards, while what is under the
 * kernel at it and after it is still read. */
void thimble_depthwise3x3_s8_mve(const thimble_depthwise3x3_s8_mve_config *config,
                                 const int8_t *input, int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
