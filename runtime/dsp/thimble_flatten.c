#include "thimble_flatten.h"

#include "thimble_float.h"

#include "thimble_exact_float.h"

enum { statistic_count = 7 };

static void describe(const thimble_flatten_config *config, float *x, float *values) {
    const float smallest = 1e-6f;
    const int32_t length = config->length;
    const float inverse = config->inverse_length;
    const float mean = thimble_sum_f32(x, length, 1) * inverse;
    float deviation;
    values[0] = mean;
    values[1] = x[0];
    values[2] = x[0];
    values[3] = thimble_sqrt_f32(thimble_power_sum_f32(x, length, 1, 1.0f, 2) * inverse);
    for (int32_t i = 0; i < length; i++) {
        values[1] = x[i] < values[1] ? x[i] : values[1];
        values[2] = x[i] > values[2] ? x[i] : values[2];
        x[i] = x[i] - mean;
    }
    deviation = thimble_sqrt_f32(thimble_power_sum_f32(x, length, 1, 1.0f, 2) * inverse);
    values[4] = deviation;
    values[5] = 0.0f;
    values[6] = 0.0f;
    if (deviation > smallest) {
        values[5] = thimble_power_sum_f32(x, length, 1, deviation, 3) * inverse;
        values[6] = thimble_power_sum_f32(x, length, 1, deviation, 4) * inverse - 3.0f;
    }
}

void thimble_flatten_f32(const thimble_flatten_config *config, const float *window, float *scratch,
                         float *features) {
    float values[statistic_count];
    for (int32_t axis = 0; axis < config->axes; axis++) {
        for (int32_t i = 0; i < config->length; i++) {
            scratch[i] = window[i * config->axes + axis] * config->scale;
        }
        describe(config, scratch, values);
        for (int32_t k = 0; k < statistic_count; k++) {
            if ((config->statistics >> k & 1) != 0) {
                *features++ = values[k];
            }
        }
    }
}
