/* Pooling: the largest or the mean value under a sliding frame. */
#ifndef THIMBLE_POOL2D_S8_H
#define THIMBLE_POOL2D_S8_H

#include "thimble_sliding.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_sliding sliding; /* its dilations are 1, and padding takes no part */
    int32_t low;             /* the output is clamped to low..high: int8, or an activation */
    int32_t high;
} thimble_pool2d_s8_config;

/* input [input_height][input_width][channels], output [output_height][output_width][channels];
 * they must not overlap. */
void thimble_max_pool2d_s8(const thimble_pool2d_s8_config *config, const int8_t *input,
                           int8_t *output);

/* The mean of what lies inside the picture, halves away from zero. */
void thimble_average_pool2d_s8(const thimble_pool2d_s8_config *config, const int8_t *input,
                               int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
