/* A depthwise convolution for 64-bit cores, sixteen numbers of a row of the output side by side.
 *
 * Rows of the input are copied to lines in 16 bits, with their padding. In a line the columns that the kernel
 * steps over lie apart: with a stride of 2 those of even and those of odd number. So what a tap meets for
 * neighbours of the output are neighbours in a line, whatever the stride, from pixel to pixel. */
#ifndef THIMBLE_DEPTHWISE2D_S8_VECTOR_H
#define THIMBLE_DEPTHWISE2D_S8_VECTOR_H

#include "thimble_sliding.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Of a kernel, at most. */
enum { thimble_depthwise_taps_vector = 64 };

typedef struct {
    thimble_sliding sliding;
    int32_t input_zero; /* what stands for 0 in the input: the padding is made of it */
    int32_t plane;  /* numbers of a line whose columns lie together; a line has stride_width of them */
    int32_t blocks; /* of sixteen channels, for each pixel; one where a block has several pixels */
    int32_t pixels; /* of a block; above 1 where so many have sixteen channels together */
    const int16_t *weight; /* [blocks][kernel_height * kernel_width][16], 0 behind the last channel */
    const int8_t *last; /* [blocks][kernel_height * kernel_width]: see thimble_parts_s8_vector.h */
    const int32_t *steps; /* of each block: see thimble_steps_s8_vector.h */
} thimble_depthwise2d_s8_vector_config;

/* As thimble_depthwise2d_s8 with one output for each channel and at most 64 taps; scratch, at an even address, holds
 * the lines that lie under a kernel and sixteen numbers, in 16 bits. A row of the output is written when those under it were copied. */
void thimble_depthwise2d_s8_vector(const thimble_depthwise2d_s8_vector_config *config,
                                   const int8_t *input, int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
