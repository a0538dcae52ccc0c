#include "thimble_spectral.h"

#include <string.h>

#include "thimble_fft.h"
#include "thimble_filter.h"
#include "thimble_float.h"

#include "thimble_exact_float.h"

enum { most_peaks = 8 };

static const float least_power = 1e-12f;
static const float shape_limit = 30.0f;

static float limited(float value) {
    return value > shape_limit ? shape_limit : value < -shape_limit ? -shape_limit : value;
}

static float power_feature(const thimble_spectral_config *config, float power, float scale) {
    const float scaled = power * scale;
    if (config->log == 0) {
        return scaled;
    }
    return thimble_log10_f32(scaled > least_power ? scaled : least_power);
}

static float root_mean_square(const float *x, int32_t length, float inverse_length) {
    return thimble_sqrt_f32(thimble_sum_squares_f32(x, length, 1) * inverse_length);
}

static float *add_shape(const thimble_spectral_config *config, const float *x, float size,
                        float *features) {
    float skewness;
    float kurtosis;
    thimble_shape_f32(x, config->decimation.length, config->inverse_kept, size, &skewness, &kurtosis);
    features[0] = size;
    if (config->log != 0) {
        features[0] = thimble_log10_f32(size > THIMBLE_LEAST_SIZE ? size : THIMBLE_LEAST_SIZE);
    }
    features[1] = limited(skewness);
    features[2] = limited(kurtosis);
    return features + 3;
}

/* Of length readings x. room: fft_length readings of a frame, two times fft_length / 2 + 1 bins. */
static float *add_frame_powers(const thimble_spectral_config *config, const float *x, int32_t length,
                               float mean_scale, float *room, float *features) {
    const int32_t size = config->fft_length;
    const int32_t half = size / 2;
    const int32_t every = config->long_length / size;
    float *const frame = room;
    float *const total = frame + size;
    float *const largest = total + half + 1;
    for (int32_t bin = 0; bin <= half; bin++) {
        total[bin] = 0.0f;
        largest[bin] = 0.0f;
    }
    for (int32_t start = 0; start + size <= length; start += config->hop) {
        thimble_hann_f32(x + start, frame, size, config->twiddles, every);
        thimble_power_spectrum_f32(frame, size, config->twiddles, every);
        for (int32_t bin = 0; bin <= half; bin++) {
            const float power = frame[bin == half ? 1 : 2 * bin];
            total[bin] = total[bin] + power;
            if (power > largest[bin]) {
                largest[bin] = power;
            }
        }
    }
    for (int32_t bin = 0; bin <= half; bin++) {
        *features++ = power_feature(config, total[bin], mean_scale);
    }
    for (int32_t bin = 0; config->maximum != 0 && bin <= half; bin++) {
        *features++ = power_feature(config, largest[bin], config->frame_scale);
    }
    return features;
}

/* Puts the bins of the highest peaks into found, highest first, of equals the lower frequency first,
 * and returns how many there are. */
static int32_t find_peaks(const thimble_spectral_config *config, const float *spectrum,
                          int32_t *found) {
    int32_t count = 0;
    for (int32_t bin = 1; bin < config->long_length / 2 - 1; bin++) {
        const float power = spectrum[2 * bin];
        const int is_peak = power > spectrum[2 * bin - 2] && power >= spectrum[2 * bin + 2];
        const int is_full = count == config->peaks;
        if (is_peak && power >= config->least_peak &&
            !(is_full && !(power > spectrum[2 * found[count - 1]]))) {
            int32_t place = is_full ? count - 1 : count;
            count = place + 1;
            while (place > 0 && power > spectrum[2 * found[place - 1]]) {
                found[place] = found[place - 1];
                place--;
            }
            found[place] = bin;
        }
    }
    return count;
}

static float *add_peaks(const thimble_spectral_config *config, const float *spectrum,
                        float *features) {
    int32_t found[most_peaks];
    const int32_t count = config->peaks > 0 ? find_peaks(config, spectrum, found) : 0;
    float share = 0.0f;
    if (count > 0) {
        share = spectrum[2 * found[0]] * config->peak_threshold;
    }
    for (int32_t peak = 0; peak < config->peaks; peak++) {
        const int is_there = peak < count && spectrum[2 * found[peak]] >= share;
        const int32_t bin = is_there ? found[peak] : 0;
        *features++ = (float)bin * config->long_bin_hz;
        *features++ = power_feature(config, is_there ? spectrum[2 * bin] : 0.0f, config->long_scale);
    }
    return features;
}

/* Both sides of 0 Hz. */
static float *add_bands(const thimble_spectral_config *config, const float *spectrum,
                        float *features) {
    for (int32_t band = 0; band < config->bands; band++) {
        float sum = 0.0f;
        for (int32_t bin = config->edges[band]; bin < config->edges[band + 1]; bin++) {
            sum = sum + spectrum[2 * bin];
        }
        *features++ = power_feature(config, 2.0f * sum, config->long_scale);
    }
    return features;
}

/* The same of x decimated again, which is done in a copy before the room for frames. */
static float *add_low_powers(const thimble_spectral_config *config, const float *x, float *room,
                             float *features) {
    float *const low = room;
    const int32_t kept = config->decimation.length;
    if (config->extra_low == 0) {
        return features;
    }
    memcpy(low, x, (size_t)kept * sizeof(float));
    thimble_decimate_f32(&config->low, low, kept);
    return add_frame_powers(config, low, config->low.length, config->low_mean_scale, low + kept,
                            features);
}

/* The long spectrum takes the place of x. */
static float *add_long_spectrum(const thimble_spectral_config *config, float *x, float *features) {
    float *spectrum = x + (config->decimation.length - config->long_length) / 2;
    if (config->peaks == 0 && config->bands == 0) {
        return features;
    }
    thimble_hann_f32(spectrum, spectrum, config->long_length, config->twiddles, 1);
    thimble_power_spectrum_f32(spectrum, config->long_length, config->twiddles, 1);
    return add_bands(config, spectrum, add_peaks(config, spectrum, features));
}

/* Sum of the products of two axes about their means, in the order of thimble_sum_f32. */
static float sum_products(const thimble_spectral_config *config, const float *window, int32_t a,
                          int32_t b, const float *means) {
    const float mean_a = means[a];
    const float mean_b = means[b];
    float total = 0.0f;
    int32_t done = 0;
    while (done < config->length) {
        const int32_t end = config->length - done < 16 ? config->length : done + 16;
        float run = 0.0f;
        for (; done < end; done++) {
            const float *reading = window + done * config->axes;
            run = run + (reading[a] - mean_a) * (reading[b] - mean_b);
        }
        total = total + run;
    }
    return total;
}

static float correlation(const thimble_spectral_config *config, float product, float size) {
    if (!(size > least_power)) {
        return 0.0f;
    }
    return product * config->inverse_length * config->scale * config->scale / size;
}

static float *add_correlations(const thimble_spectral_config *config, const float *window,
                               const float *means, const float *sizes, float *features) {
    for (int32_t a = 0; config->correlations != 0 && a < config->axes; a++) {
        for (int32_t b = a + 1; b < config->axes; b++) {
            const float product = sum_products(config, window, a, b, means);
            *features++ = correlation(config, product, sizes[a] * sizes[b]);
        }
    }
    return features;
}

void thimble_spectral_f32(const thimble_spectral_config *config, const float *window, float *scratch,
                          float *features) {
    const int32_t axes = config->axes;
    const int32_t length = config->length;
    float *means = scratch;
    float *sizes = means + axes;
    float *x = sizes + axes;
    float *room = x + length;
    const int32_t kept = config->decimation.length;
    for (int32_t axis = 0; axis < axes; axis++) {
        float size;
        means[axis] = thimble_centre_f32(window + axis, axes, x, 1, length, config->inverse_length);
        if (config->scale != 1.0f) {
            for (int32_t i = 0; i < length; i++) {
                x[i] = x[i] * config->scale;
            }
        }
        size = root_mean_square(x, length, config->inverse_length);
        sizes[axis] = size;
        thimble_decimate_f32(&config->decimation, x, length);
        if (config->sections > 0) {
            thimble_filter_f32(config->filter, config->sections, config->high_pass, x, kept);
        }
        if (config->sections > 0 || kept != length) {
            size = root_mean_square(x, kept, config->inverse_kept);
        }
        features = add_shape(config, x, size, features);
        features = add_frame_powers(config, x, kept, config->mean_scale, room, features);
        features = add_low_powers(config, x, room, features);
        features = add_long_spectrum(config, x, features);
    }
    (void)add_correlations(config, window, means, sizes, features);
}
