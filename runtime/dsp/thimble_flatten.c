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

/* The chosen statistics of one axis that begins at x; the average goes to where average points.
 * Answers where what follows them belongs. */
static float *describe_axis(const thimble_flatten_config *config, const float *x, float *scratch,
                            float *average, float *features) {
    float values[statistic_count];
    take(config, x, scratch);
    describe(config, scratch, values);
    for (int32_t k = 0; k < statistic_count; k++) {
        if ((config->statistics >> k & 1) != 0) {
            *features++ = values[k];
        }
    }
    *average = values[0];
    return features;
}

void thimble_flatten_f32(const thimble_flatten_config *config, const float *window, float *scratch,
                         float *features) {
    const int32_t step = config->length * config->axes;
    for (int32_t axis = 0; axis < config->axes; axis++) {
        const float *x = window + axis;
        float averages = 0.0f;
        float last;
        for (int32_t k = 1; k < config->windows; k++) {
            take(config, x, scratch);
            averages = averages + thimble_centre_f32(scratch, 1, scratch, 1, config->length,
                                                     config->inverse_length);
            x += step;
        }
        features = describe_axis(config, x, scratch, &last, features);
        if (config->windows > 1) {
            *features++ = (averages + last) * config->inverse_windows;
        }
    }
}

/* Of each axis the chosen statistics and the average: where its mean over the windows will be. */
static int32_t columns_of_axis(const thimble_flatten_config *config) {
    int32_t columns = 1;
    for (int32_t k = 0; k < statistic_count; k++) {
        columns += config->statistics >> k & 1;
    }
    return columns;
}

static thimble_frame_form form_of_windows(const thimble_flatten_config *config) {
    thimble_frame_form form;
    form.frames = config->windows;
    form.length = config->length * config->axes;
    form.hop = form.length;
    form.columns = config->axes * columns_of_axis(config);
    return form;
}

static void row_of_window(const void *block, const float *frame, float *scratch, float *row) {
    const thimble_flatten_config *const config = (const thimble_flatten_config *)block;
    for (int32_t axis = 0; axis < config->axes; axis++) {
        float average;
        row = describe_axis(config, frame + axis, scratch, &average, row);
        *row++ = average;
    }
}

int thimble_flatten_stream_push(const thimble_flatten_config *config, thimble_frame_stream *stream,
                                const float *slice, int32_t count, float *scratch) {
    const thimble_frame_form form = form_of_windows(config);
    return thimble_frame_stream_push(&form, row_of_window, config, stream, slice,
                                     count * config->axes, scratch);
}

void thimble_flatten_stream_f32(const thimble_flatten_config *config,
                                const thimble_frame_stream *stream, float *scratch,
                                float *features) {
    const thimble_frame_form form = form_of_windows(config);
    const int32_t columns = columns_of_axis(config);
    const float *newest = thimble_frame_stream_row(&form, stream, form.frames - 1);
    (void)scratch;
    for (int32_t i = 0; i < form.columns; i++) {
        float sum = 0.0f;
        features[i] = newest[i];
        if ((i + 1) % columns != 0) {
            continue;
        }
        for (int32_t k = 0; k < form.frames; k++) {
            sum = sum + thimble_frame_stream_row(&form, stream, k)[i];
        }
        features[i] = sum * config->inverse_windows;
    }
}
