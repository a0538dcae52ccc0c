#include "thimble_raw.h"

#include "thimble_float.h"

#include "thimble_exact_float.h"

void thimble_raw_f32(const thimble_raw_config *config, const float *window, float *scratch,
                     float *features) {
    const int32_t axes = config->axes;
    const int32_t length = config->length;
    const float *source = window;
    float *strengths = scratch;
    if (config->upright.triad_count > 0) {
        thimble_turn_upright_f32(&config->upright, window, axes, length, config->inverse_length,
                                 features);
        source = features;
    }
    for (int32_t group = 0; group < config->group_count; group++) {
        strengths[group] = 0.0f;
    }
    for (int32_t axis = 0; axis < axes; axis++) {
        const float *from = source + axis;
        float *x = features + axis;
        if (config->remove_mean != 0) {
            (void)thimble_centre_f32(source + axis, axes, x, axes, length, config->inverse_length);
            from = x;
        }
        for (int32_t i = 0; i < length; i++) {
            x[i * axes] = from[i * axes] * config->scales[axis];
        }
        if (config->group_count > 0) {
            float *strength = strengths + (int32_t)config->groups[axis];
            *strength = *strength + thimble_sum_squares_f32(x, length, axes);
        }
    }
    for (int32_t group = 0; group < config->group_count; group++) {
        const float square = strengths[group] * config->inverse_sizes[group];
        strengths[group] = 1.0f / (thimble_sqrt_f32(square) + config->quiet);
    }
    for (int32_t axis = 0; config->group_count > 0 && axis < axes; axis++) {
        const float strength = strengths[(int32_t)config->groups[axis]];
        for (int32_t i = axis; i < length * axes; i += axes) {
            features[i] = features[i] * strength;
        }
    }
}
