/* The float32 steps that features share: sums, square root, logarithm. Each is the twin of the
 * function of the same name in the studio's src/dsp/float32.ts, operation by operation. */
#ifndef THIMBLE_FLOAT_H
#define THIMBLE_FLOAT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A root mean square up to this counts as standing still: it has no shape. */
#define THIMBLE_LEAST_SIZE 1e-6f

/* Sum of count values that lie stride apart: runs of 16 are summed, then the runs. */
float thimble_sum_f32(const float *x, int32_t count, int32_t stride);

/* Sum of squares, in the same order. */
float thimble_sum_squares_f32(const float *x, int32_t count, int32_t stride);

/* Count values without their mean, which is returned; they may stay where they are. */
float thimble_centre_f32(const float *from, int32_t from_stride, float *to, int32_t to_stride,
                         int32_t count, float inverse_count);

/* Skewness and excess kurtosis of values whose mean is 0 and whose root mean square is size; both 0
 * where nothing moves. */
void thimble_shape_f32(const float *x, int32_t count, float inverse_count, float size,
                       float *skewness, float *kurtosis);

/* Correctly rounded; 0 for what is not above 0. */
float thimble_sqrt_f32(float x);

/* Logarithm to base 10 of a positive normal number; what is smaller than 2e-38, or no number, is
 * taken as 2e-38. */
float thimble_log10_f32(float x);

/* Logarithm to base 2, by that to base 10. */
float thimble_log2_f32(float x);

/* 2 to the power of x, from -126 to 127; what lies beyond is taken as the nearest of them. */
float thimble_exp2_f32(float x);

#ifdef __cplusplus
}
#endif

#endif
