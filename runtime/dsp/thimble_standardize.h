/* Features brought to mean 0 and deviation 1. */
#ifndef THIMBLE_STANDARDIZE_H
#define THIMBLE_STANDARDIZE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* y = (x - mean) * scale, at most limit either way; what is no number becomes -limit. x and y are
 * [rows][columns], mean and scale [columns]; y may be x. */
void thimble_standardize_f32(const float *mean, const float *scale, float limit, const float *x,
                             float *y, int32_t rows, int32_t columns);

#ifdef __cplusplus
}
#endif

#endif
