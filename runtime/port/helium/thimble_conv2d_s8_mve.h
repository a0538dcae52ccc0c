/* A convolution on a core with Helium; see thimble_rows_s8_mve.h. */
#ifndef THIMBLE_CONV2D_S8_MVE_H
#define THIMBLE_CONV2D_S8_MVE_H

#include "thimble_rows_s8_mve.h"
#include "thimble_sliding.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_sliding sliding;
    int32_t input_zero; /* what stands for 0 in the input: the padding is made of it */
    thimble_rows_s8_mve rows;
} thimble_conv2d_s8_mve_config;

/* input [input_height][input_width][channels], output [output_height][output_width][outputs]; scratch
 * holds 16 * rows.blocks * rows.lanes bytes. What lies under the kernel is copied before a pixel is written. */
void thimble_conv2d_s8_mve(const thimble_conv2d_s8_mve_config *config, const int8_t *input,
                           int8_t *scratch, int8_t *output);

/* The same for some of the outputs, not yet clamped: `pitch` is from one output pixel to the next. */
void thimble_conv2d_part_s8_mve(const thimble_conv2d_s8_mve_config *config, int32_t pitch,
                                const int8_t *input, int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
