/* A matrix of int8 weights times one patch of a signal: the inside of dense and conv2d. */
#ifndef THIMBLE_ROWS_S8_H
#define THIMBLE_ROWS_S8_H

#include "thimble_scaling_s8.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * output[o] = scaled(bias[o] + sum of weight[o][r][i] * input[r * stride + i])
 * over rows r < height and values i < width; weight is [outputs][height][width].
 *
 * No sum overflows 32 bits, in any order: the compiler of the network has proven it.
 */
void thimble_rows_s8(const int8_t *weight, const thimble_scaling_s8 *scaling, int32_t outputs,
                     int32_t height, int32_t width, const int8_t *input, int32_t stride,
                     int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
