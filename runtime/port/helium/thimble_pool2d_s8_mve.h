/* Pooling on a core with Helium, sixteen channels at a time for the largest value and eight for the mean;
 * the config is that of thimble_pool2d_s8.h. */
#ifndef THIMBLE_POOL2D_S8_MVE_H
#define THIMBLE_POOL2D_S8_MVE_H

#include "thimble_pool2d_s8.h"

#if !defined(__ARM_FEATURE_MVE)
#error "This library was made for a core with Helium: make it again for this board."
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Both: input [input_height][input_width][channels], output [output_height][output_width][channels]. A
 * pixel is written channels upwards, each when all that it looks at was read. */
void thimble_max_pool2d_s8_mve(const thimble_pool2d_s8_config *config, const int8_t *input,
                               int8_t *output);

/* Halves away from zero. Sums are kept in 16 bits: a frame has 256 pixels at most. */
void thimble_average_pool2d_s8_mve(const thimble_pool2d_s8_config *config, const int8_t *input,
                                   int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
