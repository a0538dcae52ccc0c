#include "thimble_raw.h"

#include "thimble_float.h"

#include "thimble_exact_float.h"

void thimble_raw_f32(const thimble_raw_config *config, const float *window, float *scratch,
                     float *features) {
    const int32_t axes = config->axes;
    const int32_t length = config->length;
    float *strengths = scratch;
    for (int32_t group = 0; group < config->group_count; group++) {
        strengths[group] = 0.0f;
    }
    for (int32_t axis = 0; axis < axes; axis++) {
        float mean = 0.0f;
        if (config->remove_mean != 0) {
            mean = thimble_sum_f32(window + axis, length, axes) * config->inverse_length;
        }
        for (int32_t i = axis; i < length * axes; i += axes) {
            features[i] = (window[i] - mean) * config->scales[axis];
        }
        if (config->group_count > 0) {
            const int32_t group = (int32_t)config->groups[axis];
            strengths[group] =
                strengths[group] + thimble_power_sum_f32(features + axis, length, axes, 1.0f, 2);
        }
    }
    if (config->group_count == 0) {
        return;
    }
    for (int32_t group = 0; group < config->group_count; group++) {
        strengths[group] =
            thimble_sqrt_f32(strengths[group] * config->inverse_sizes[group]) + config->quiet;
    }
    for (int32_t i = 0; i < length; i++) {
        for (int32_t axis = 0; axis < axes; axis++) {
            float *value = features + i * axes + axis;
            *value = *value / strengths[(int32_t)config->groups[axis]];
        }
    }
}
