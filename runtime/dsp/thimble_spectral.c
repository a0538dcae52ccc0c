#include "thimble_spectral.h"

#include "thimble_fft.h"
#include "thimble_float.h"

#include "thimble_exact_float.h"

static const float power_floor = 1e-12f;
static const float shape_limit = 30.0f;

/* Mean of (x / size)^power over the window. */
static float mean_power(const thimble_spectral_config *config, const float *x, float size,
                        int32_t power) {
    return thimble_power_sum_f32(x, config->length, 1, size, power) * config->inverse_length;
}

static float limited(float value) {
    return value > shape_limit ? shape_limit : value < -shape_limit ? -shape_limit : value;
}

static float log_power(float power, float scale) {
    const float scaled = power * scale;
    return thimble_log10_f32(scaled > power_floor ? scaled : power_floor);
}

/* Transposed direct form II, one section after another, from rest. */
static void filter_in_place(float *x, int32_t length, const float *sections, int32_t count) {
    for (int32_t s = 0; s < count; s++) {
        const float *c = sections + 5 * s;
        float first = 0.0f;
        float second = 0.0f;
        for (int32_t i = 0; i < length; i++) {
            const float input = x[i];
            const float output = c[0] * input + first;
            first = c[1] * input - c[3] * output + second;
            second = c[2] * input - c[4] * output;
            x[i] = output;
        }
    }
}

static float *add_shape(const thimble_spectral_config *config, const float *x, float *features) {
    const float smallest = 1e-6f;
    const float size = thimble_sqrt_f32(mean_power(config, x, 1.0f, 2));
    const int is_moving = size > smallest;
    *features++ = thimble_log10_f32(is_moving ? size : smallest);
    *features++ = is_moving ? limited(mean_power(config, x, size, 3)) : 0.0f;
    *features++ = is_moving ? limited(mean_power(config, x, size, 4) - 3.0f) : 0.0f;
    return features;
}

/* total and largest hold fft_length / 2 + 1 bins, frame holds fft_length readings. */
static float *add_frame_powers(const thimble_spectral_config *config, const float *x, float *frame,
                               float *total, float *largest, float *features) {
    const int32_t size = config->fft_length;
    const int32_t bins = size / 2 + 1;
    const int32_t every = config->long_length / size;
    const int32_t frames = (config->length - size) / config->hop + 1;
    const float share = config->frame_scale / (float)frames;
    for (int32_t bin = 0; bin < bins; bin++) {
        total[bin] = 0.0f;
        if (config->maximum != 0) {
            largest[bin] = 0.0f;
        }
    }
    for (int32_t k = 0; k < frames; k++) {
        float last;
        for (int32_t i = 0; i < size; i++) {
            frame[i] = x[k * config->hop + i] * config->hann[i];
        }
        last = thimble_power_spectrum_f32(frame, size, config->twiddles, every);
        for (int32_t bin = 0; bin < bins; bin++) {
            const float power = bin == bins - 1 ? last : frame[bin];
            total[bin] = total[bin] + power;
            if (config->maximum != 0 && power > largest[bin]) {
                largest[bin] = power;
            }
        }
    }
    for (int32_t bin = 0; bin < bins; bin++) {
        *features++ = log_power(total[bin], share);
    }
    for (int32_t bin = 0; config->maximum != 0 && bin < bins; bin++) {
        *features++ = log_power(largest[bin], config->frame_scale);
    }
    return features;
}

/* The highest bin above both neighbours that is lower than the last peak, or as high and later; 0
 * where there is none. */
static int32_t next_peak(const float *spectrum, int32_t bins, int32_t last) {
    int32_t best = 0;
    float height = 0.0f;
    for (int32_t bin = 1; bin < bins - 1; bin++) {
        const float power = spectrum[bin];
        const int is_peak = power > spectrum[bin - 1] && power >= spectrum[bin + 1];
        const int is_next =
            last == 0 || power < spectrum[last] || (bin > last && !(power > spectrum[last]));
        if (is_peak && is_next && power > height) {
            best = bin;
            height = power;
        }
    }
    return best;
}

static float *add_peaks(const thimble_spectral_config *config, const float *x, float *spectrum,
                        float *features) {
    int32_t last = 0;
    int is_over = 0;
    if (config->peaks == 0) {
        return features;
    }
    for (int32_t i = 0; i < config->long_length; i++) {
        spectrum[i] = x[i];
    }
    (void)thimble_power_spectrum_f32(spectrum, config->long_length, config->twiddles, 1);
    for (int32_t peak = 0; peak < config->peaks; peak++) {
        const int32_t bin = is_over ? 0 : next_peak(spectrum, config->long_length / 2, last);
        is_over = bin == 0;
        last = bin;
        *features++ = (float)bin * config->long_bin_hz;
        *features++ = is_over ? thimble_log10_f32(power_floor)
                              : log_power(spectrum[bin], config->long_scale);
    }
    return features;
}

static float correlation(const thimble_spectral_config *config, const float *window, int32_t a,
                         int32_t b, const float *means, const float *deviations) {
    const float smallest = 1e-12f;
    const float size = deviations[a] * deviations[b];
    float total = 0.0f;
    int32_t done = 0;
    if (!(size > smallest)) {
        return 0.0f;
    }
    while (done < config->length) {
        const int32_t end = config->length - done < 16 ? config->length : done + 16;
        float run = 0.0f;
        for (; done < end; done++) {
            const float *reading = window + done * config->axes;
            run = run + (reading[a] - means[a]) * (reading[b] - means[b]);
        }
        total = total + run;
    }
    return total * config->inverse_length / size;
}

void thimble_spectral_f32(const thimble_spectral_config *config, const float *window, float *scratch,
                          float *features) {
    const int32_t axes = config->axes;
    const int32_t length = config->length;
    float *means = scratch;
    float *deviations = means + axes;
    float *x = deviations + axes;
    float *spectrum = x + length;
    float *total = spectrum + config->long_length;
    float *largest = total + config->fft_length / 2 + 1;
    for (int32_t axis = 0; axis < axes; axis++) {
        const float mean = thimble_sum_f32(window + axis, length, axes) * config->inverse_length;
        for (int32_t i = 0; i < length; i++) {
            x[i] = window[i * axes + axis] - mean;
        }
        means[axis] = mean;
        deviations[axis] = thimble_sqrt_f32(mean_power(config, x, 1.0f, 2));
        filter_in_place(x, length, config->filter, config->sections);
        features = add_shape(config, x, features);
        features = add_frame_powers(config, x, spectrum, total, largest, features);
        features = add_peaks(config, x, spectrum, features);
    }
    if (config->correlations == 0) {
        return;
    }
    for (int32_t a = 0; a < axes; a++) {
        for (int32_t b = a + 1; b < axes; b++) {
            *features++ = correlation(config, window, a, b, means, deviations);
        }
    }
}
