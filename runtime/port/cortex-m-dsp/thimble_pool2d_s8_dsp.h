/* Pooling on a Cortex-M with DSP extension, four channels at a time; the config is that of
 * thimble_pool2d_s8.h. */
#ifndef THIMBLE_POOL2D_S8_DSP_H
#define THIMBLE_POOL2D_S8_DSP_H

#include "thimble_pool2d_s8.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Both: input [input_height][input_width][channels], output [output_height][output_width][channels];
 * they must not overlap; 4 channels or more. */
void thimble_max_pool2d_s8_dsp(const thimble_pool2d_s8_config *config, const int8_t *input,
                               int8_t *output);

/* Sums are kept in 16 bits: a frame has 255 pixels at most. */
void thimble_average_pool2d_s8_dsp(const thimble_pool2d_s8_config *config, const int8_t *input,
                                   int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
