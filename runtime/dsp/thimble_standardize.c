#include "thimble_standardize.h"

#include "thimble_exact_float.h"

void thimble_standardize_f32(const float *mean, const float *scale, float limit, const float *x,
                             float *y, int32_t rows, int32_t columns) {
    for (int32_t row = 0; row < rows; row++) {
        for (int32_t i = 0; i < columns; i++) {
            const float value = (x[i] - mean[i]) * scale[i];
            y[i] = value > limit ? limit : value > -limit ? value : -limit;
        }
        x += columns;
        y += columns;
    }
}
