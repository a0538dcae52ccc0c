/* A depthwise convolution of 3 by 3 on a core without products in pairs.
 *
 * One channel of one row at a time: each column of three values is loaded once and multiplied with all
 * nine weights, for the three outputs that it takes part in.
 *
 *     column j     done = one + column * weights[.][2]   output j - 2
 *                  one  = two + column * weights[.][1]
 *                  two  =       column * weights[.][0]
 */
#ifndef THIMBLE_DEPTHWISE3X3_S8_SCALAR_H
#define THIMBLE_DEPTHWISE3X3_S8_SCALAR_H

#include "thimble_sliding.h"
#include "thimble_steps_s8.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Words of one channel: weights by columns, widened so that one instruction loads each, and its steps. */
enum { thimble_depthwise3x3_words = 9 + thimble_steps_words };

typedef struct {
    thimble_sliding sliding; /* kernel 3 by 3, stride 1 or 2 in both directions, padding 0 or 1 */
    int32_t input_zero;      /* what stands for 0 in the input: the padding is made of it */
    const int32_t *channel;  /* [channels][15] */
} thimble_depthwise3x3_s8_scalar_config;

/* input [input_height][input_width][channels], output [output_height][output_width][channels].
 * scratch: a row of the input, of zeros. A row of the output is written while the rows of the input
 * under it are still read. */
void thimble_depthwise3x3_stride1_s8_scalar(const thimble_depthwise3x3_s8_scalar_config *config,
                                            const int8_t *input, int8_t *scratch, int8_t *output);
void thimble_depthwise3x3_stride2_s8_scalar(const thimble_depthwise3x3_s8_scalar_config *config,
                                            const int8_t *input, int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
