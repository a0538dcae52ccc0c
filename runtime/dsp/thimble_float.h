/* The float32 steps that features share: sums, square root, logarithm. Each is the twin of the
 * function of the same name in the studio's src/dsp, operation by operation. */
#ifndef THIMBLE_FLOAT_H
#define THIMBLE_FLOAT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Sum of count values that lie stride apart: runs of 16 are summed, then the runs. */
float thimble_sum_f32(const float *x, int32_t count, int32_t stride);

/* Sum of (x / size)^power in the same order, power 2, 3 or 4; for power 2 size is not looked at. */
float thimble_power_sum_f32(const float *x, int32_t count, int32_t stride, float size, int32_t power);

/* Correctly rounded; 0 for what is not above 0. */
float thimble_sqrt_f32(float x);

/* Logarithm to base 10 of a positive normal number; below 2e-38 it is taken as that. */
float thimble_log10_f32(float x);

#ifdef __cplusplus
}
#endif

#endif
