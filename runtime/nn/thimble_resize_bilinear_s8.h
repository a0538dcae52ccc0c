/* A picture of another size, each pixel a weighted mean of four. */
#ifndef THIMBLE_RESIZE_BILINEAR_S8_H
#define THIMBLE_RESIZE_BILINEAR_S8_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A place between two input rows or columns is three numbers: the lower one, the higher one, and
 * the share of the higher one in 1/1024. */
typedef struct {
    int32_t input_width;
    int32_t channels;
    int32_t output_height;
    int32_t output_width;
    int32_t upward; /* 1: halves are rounded up, 0: away from zero */
    const int32_t *rows; /* [output_height][low, high, share] */
    const int32_t *columns; /* [output_width][low, high, share] */
} thimble_resize_bilinear_s8_config;

/* input [input_height][input_width][channels], output [output_height][output_width][channels]; they
 * must not overlap. */
void thimble_resize_bilinear_s8(const thimble_resize_bilinear_s8_config *config,
                                const int8_t *input, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
