#include "thimble_wavelet.h"

#include "thimble_filter.h"
#include "thimble_float.h"
#include "thimble_sort.h"

#include "thimble_exact_float.h"

enum { quantile_count = 5 };

static const float shape_limit = 30.0f;

static float limited(float value) {
    return value > shape_limit ? shape_limit : value < -shape_limit ? -shape_limit : value;
}

/* Every second value of the convolution with a filter, the ends of x mirrored; returns how many. */
static int32_t half(const float *x, int32_t size, const float *taps, int32_t tap_count, float *y) {
    const int32_t count = (size + tap_count - 1) / 2;
    for (int32_t k = 0; k < count; k++) {
        float total = 0.0f;
        for (int32_t j = 0; j < tap_count; j++) {
            int32_t i = 2 * k + 1 - j;
            if (i < 0) {
                i = -1 - i;
            }
            if (i >= size) {
                i = 2 * size - 1 - i;
            }
            total = total + taps[j] * x[i];
        }
        y[k] = total;
    }
    return count;
}

static float entropy_of(const float *x, int32_t size, float squares) {
    float total = 0.0f;
    float inverse;
    if (!(squares > THIMBLE_LEAST_SIZE * THIMBLE_LEAST_SIZE)) {
        return 0.0f;
    }
    inverse = 1.0f / squares;
    for (int32_t i = 0; i < size; i++) {
        const float share = x[i] * x[i] * inverse;
        if (share > 0.0f) {
            total = total - share * (thimble_log10_f32(share) * 2.30258512f);
        }
    }
    return total;
}

/* Neighbours of which one is above a level and the other is not. */
static float crossings(const float *x, int32_t size, float level) {
    int32_t count = 0;
    for (int32_t i = 1; i < size; i++) {
        count += (x[i - 1] > level) != (x[i] > level) ? 1 : 0;
    }
    return (float)count;
}

/* The 14 features of one part, which is used up. */
static void describe(const thimble_wavelet_config *config, int32_t part, float *x, int32_t size,
                     float *features) {
    const float inverse = config->inverses[2 * part];
    const float inverse_pairs = config->inverses[2 * part + 1];
    const int16_t *places = config->places + quantile_count * part;
    const float *shares = config->shares + quantile_count * part;
    const float squares = thimble_sum_squares_f32(x, size, 1);
    const float mean = thimble_sum_f32(x, size, 1) * inverse;
    features[0] = entropy_of(x, size, squares);
    features[1] = crossings(x, size, 0.0f) * inverse_pairs;
    features[2] = crossings(x, size, mean) * inverse_pairs;
    thimble_sort_f32(x, size);
    for (int32_t q = 0; q < quantile_count; q++) {
        const float low = x[places[q]];
        const float high = x[places[q] + 1 < size ? places[q] + 1 : size - 1];
        features[3 + q] = low + (high - low) * shares[q];
    }
    (void)thimble_centre_f32(x, 1, x, 1, size, inverse);
    features[8] = mean;
    features[10] = thimble_sum_squares_f32(x, size, 1) * inverse;
    features[9] = thimble_sqrt_f32(features[10]);
    features[11] = thimble_sqrt_f32(squares * inverse);
    thimble_shape_f32(x, size, inverse, features[9], &features[12], &features[13]);
    features[12] = limited(features[12]);
    features[13] = limited(features[13]);
}

/* x, which has room for its halves behind it, to the features of all its parts. */
static float *take_apart(const thimble_wavelet_config *config, float *x, float *features) {
    enum { feature_count = 14 };
    float *rest = x;
    float *next = x + config->length;
    float *detail = next + config->length + config->taps;
    int32_t size = config->length;
    for (int32_t level = 0; level < config->level; level++) {
        float *swapped = rest;
        const int32_t count = half(rest, size, config->high, config->taps, detail);
        describe(config, config->level - level, detail, count,
                 features + feature_count * (config->level - level));
        size = half(rest, size, config->low, config->taps, next);
        rest = next;
        next = swapped;
    }
    describe(config, 0, rest, size, features);
    return features + feature_count * (config->level + 1);
}

void thimble_wavelet_f32(const thimble_wavelet_config *config, const float *window, float *scratch,
                         float *features) {
    const int32_t length = config->length;
    for (int32_t axis = 0; axis < config->axes; axis++) {
        (void)thimble_centre_f32(window + axis, config->axes, scratch, 1, length,
                                 config->inverse_length);
        for (int32_t i = 0; i < length; i++) {
            scratch[i] = scratch[i] * config->scale;
        }
        thimble_filter_f32(config->filter, config->sections, config->high_pass, scratch, length);
        features = take_apart(config, scratch, features);
    }
}
