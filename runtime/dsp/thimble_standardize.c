#include "thimble_standardize.h"

#include "thimble_exact_float.h"

void thimble_standardize_f32(const float *mean, const float *scale, float limit, const float *x,
                             float *y, int32_t size) {
    for (int32_t i = 0; i < size; i++) {
        const float value = (x[i] - mean[i]) * scale[i];
        y[i] = value > limit ? limit : value > -limit ? value : -limit;
    }
}
