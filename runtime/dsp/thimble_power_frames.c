#include "thimble_power_frames.h"

#include "thimble_fft.h"
#include "thimble_float.h"

#include "thimble_exact_float.h"

void thimble_power_frame_f32(const thimble_power_frames_config *config, const float *window,
                             int32_t k, float *frame) {
    const int32_t half = config->fft_length / 2;
    const int32_t start = k * config->hop;
    float last;
    for (int32_t n = 0; n < config->taken; n++) {
        const int32_t at = start + n;
        const float value = window[at] * config->scale;
        frame[n] = value;
        if (config->pre_emphasis != 0.0f) {
            const int32_t back = at > config->pre_shift ? at - config->pre_shift : 0;
            const float before = window[back] * config->scale;
            frame[n] = value - before * config->pre_emphasis;
        }
        if (config->window != 0) {
            frame[n] = frame[n] * config->window[n];
        }
    }
    for (int32_t n = config->taken; n < config->fft_length; n++) {
        frame[n] = 0.0f;
    }
    thimble_power_spectrum_f32(frame, config->fft_length, config->twiddles, 1);
    last = frame[1];
    for (int32_t bin = 0; bin < half; bin++) {
        frame[bin] = frame[2 * bin] * config->power_scale;
    }
    frame[half] = last * config->power_scale;
}

void thimble_mel_energies_f32(const thimble_mel_bank_config *config, const float *powers,
                              float *energies) {
    const float *weight = config->weights;
    for (int32_t band = 0; band < config->bands; band++) {
        const float *power = powers + config->firsts[band];
        float sum = 0.0f;
        for (int32_t left = config->counts[band]; left > 0; left--) {
            sum = sum + *power++ * *weight++;
        }
        energies[band] = sum;
    }
}

void thimble_decibels_f32(float noise_floor, float inverse_span, float *powers, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        const float power = powers[i] > 1e-30f ? powers[i] : 1e-30f;
        const float level = 10.0f * thimble_log10_f32(power) - noise_floor;
        const float scaled = level * inverse_span;
        powers[i] = scaled > 0.0f ? (scaled < 1.0f ? scaled : 1.0f) : 0.0f;
    }
}
