#include "thimble_flatten.h"

#include "thimble_float.h"

#include "thimble_exact_float.h"

enum { statistic_count = 7 };

static float root_mean_square(const thimble_flatten_config *config, const float *x) {
    return thimble_sqrt_f32(thimble_sum_squares_f32(x, config->length, 1) * config->inverse_length);
}

/* x loses its mean. */
static void describe(const thimble_flatten_config *config, float *x, float *values) {
    values[1] = x[0];
    values[2] = x[0];
    for (int32_t i = 0; i < config->length; i++) {
        values[1] = x[i] < values[1] ? x[i] : values[1];
        values[2] = x[i] > values[2] ? x[i] : values[2];
    }
    values[3] = root_mean_square(config, x);
    values[0] = thimble_centre_f32(x, 1, x, 1, config->length, config->inverse_length);
    values[4] = root_mean_square(config, x);
    thimble_shape_f32(x, config->length, config->inverse_length, values[4], &values[5], &values[6]);
}

/* One axis of a window that begins at x. */
static void take(const thimble_flatten_config *config, const float *x, float *scratch) {
    for (int32_t i = 0; i < config->length; i++) {
        scratch[i] = x[i * config->axes] * config->scale;
    }
}

void thimble_flatten_f32(const thimble_flatten_config *config, const float *window, float *scratch,
                         float *features) {
    const int32_t step = config->length * config->axes;
    float values[statistic_count];
    for (int32_t axis = 0; axis < config->axes; axis++) {
        const float *x = window + axis;
        float averages = 0.0f;
        for (int32_t k = 1; k < config->windows; k++) {
            take(config, x, scratch);
            averages = averages + thimble_centre_f32(scratch, 1, scratch, 1, config->length,
                                                     config->inverse_length);
            x += step;
        }
        take(config, x, scratch);
        describe(config, scratch, values);
        for (int32_t k = 0; k < statistic_count; k++) {
            if ((config->statistics >> k & 1) != 0) {
                *features++ = values[k];
            }
        }
        if (config->windows > 1) {
            *features++ = (averages + values[0]) * config->inverse_windows;
        }
    }
}
