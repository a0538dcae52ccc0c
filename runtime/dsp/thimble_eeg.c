#include "thimble_eeg.h"

#include "thimble_fft.h"
#include "thimble_filter.h"
#include "thimble_float.h"

#include "thimble_exact_float.h"

static int is_quiet(const thimble_eeg_config *config, const float *x) {
    const float level = config->reject_above;
    for (int32_t i = 0; level != 0.0f && i < config->epoch_length; i++) {
        if (!(x[i] <= level && x[i] >= -level)) {
            return 0;
        }
    }
    return 1;
}

/* Adds four times the power of each bin under each window. */
static void add_spectra(const thimble_eeg_config *config, const float *x, float *frame,
                        float *total) {
    const float *weight = config->windows;
    for (int32_t taper = 0; taper < config->tapers; taper++) {
        for (int32_t i = 0; i < config->epoch_length; i++) {
            frame[i] = x[i] * *weight++;
        }
        for (int32_t i = config->epoch_length; i < config->fft_length; i++) {
            frame[i] = 0.0f;
        }
        thimble_power_spectrum_f32(frame, config->fft_length, config->twiddles, 1);
        for (int32_t bin = 0; bin < config->fft_length / 2; bin++) {
            total[bin] = total[bin] + frame[2 * bin];
        }
    }
}

static void add_bands(const thimble_eeg_config *config, const float *total, float scale,
                      float *features) {
    float *shares = features + config->bands;
    float all = 0.0f;
    for (int32_t band = 0; band < config->bands; band++) {
        const int32_t bins = config->edges[band + 1] - config->edges[band];
        float sum = 0.0f;
        float mean;
        for (int32_t bin = config->edges[band]; bin < config->edges[band + 1]; bin++) {
            sum = sum + total[bin];
        }
        sum = sum * scale;
        all = all + sum;
        mean = sum / (float)bins;
        shares[band] = sum;
        features[band] = thimble_log10_f32(mean > 1e-12f ? mean : 1e-12f);
    }
    for (int32_t band = 0; band < config->bands; band++) {
        shares[band] = all > 1e-12f ? shares[band] / all : 0.0f;
    }
}

void thimble_eeg_f32(const thimble_eeg_config *config, const float *window, float *scratch,
                     float *features) {
    const int32_t length = config->length;
    float *x = scratch;
    float *frame = x + length;
    float *total = frame + config->fft_length;
    for (int32_t axis = 0; axis < config->axes; axis++) {
        int32_t used = 0;
        (void)thimble_centre_f32(window + axis, config->axes, x, 1, length, config->inverse_length);
        for (int32_t i = 0; i < length; i++) {
            x[i] = x[i] * config->scale;
        }
        thimble_filter_f32(config->notch, config->notch_sections, THIMBLE_NOTCH, x, length);
        thimble_filter_f32(config->high, config->high_sections, THIMBLE_HIGH_PASS, x, length);
        thimble_filter_f32(config->low, config->low_sections, THIMBLE_LOW_PASS, x, length);
        for (int32_t bin = 0; bin < config->fft_length / 2; bin++) {
            total[bin] = 0.0f;
        }
        for (int32_t epoch = 0; epoch < config->epochs; epoch++) {
            if (is_quiet(config, x + epoch * config->epoch_length)) {
                add_spectra(config, x + epoch * config->epoch_length, frame, total);
                used++;
            }
        }
        add_bands(config, total, used > 0 ? config->density_scale / (float)used : 0.0f, features);
        features += 2 * config->bands;
        *features++ = (float)used / (float)config->epochs;
    }
}
