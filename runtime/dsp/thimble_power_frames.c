#include "thimble_power_frames.h"

#include <string.h>

#include "thimble_fft.h"
#include "thimble_exact_float.h"
#include "thimble_log10.h"

/* The readings of a frame, scaled and emphasised, to the beginning of frame; the rest becomes 0. */
static void fill(const thimble_power_frames_config *config, const float *x, int32_t before,
                 float *frame) {
    const float scale = config->scale;
    const float share = config->pre_emphasis;
    const float *back = x - (before < config->pre_shift ? before : config->pre_shift);
    /* Before the first reading that is seen lies that reading. */
    int32_t held = config->pre_shift - (int32_t)(x - back);
    for (int32_t n = 0; n < config->taken; n++) {
        frame[n] = x[n] * scale;
    }
    for (int32_t n = 0; n < config->taken && share != 0.0f; n++) {
        const float earlier = *back * scale;
        frame[n] = frame[n] - earlier * share;
        if (held > 0) {
            held--;
        } else {
            back++;
        }
    }
    for (int32_t n = config->taken; n < config->fft_length; n++) {
        frame[n] = 0.0f;
    }
}

const float *thimble_powers_of_frame_f32(const thimble_power_frames_config *config, const float *x,
                                         int32_t before, float *frame) {
    if (config->taken == config->fft_length && config->scale == 1.0f &&
        config->pre_emphasis == 0.0f) {
        return config->powers(config, x, frame);
    }
    fill(config, x, before, frame);
    return config->powers(config, frame, frame);
}

const float *thimble_power_frame_f32(const thimble_power_frames_config *config, const float *window,
                                     int32_t k, float *frame) {
    const int32_t start = k * config->hop;
    const int32_t before = config->looks_back ? start : 0;
    return thimble_powers_of_frame_f32(config, window + start, before, frame);
}

thimble_frame_form thimble_form_of_frames(const thimble_power_frames_config *config,
                                          int32_t columns) {
    thimble_frame_form form;
    form.frames = config->frames;
    form.length = config->taken;
    form.hop = config->hop;
    form.columns = columns;
    return form;
}

float *thimble_frame_powers_f32(const thimble_power_frames_config *config, const float *x,
                                float *frame) {
    const int32_t half = config->fft_length / 2;
    float last;
    if (config->window != 0) {
        for (int32_t n = 0; n < config->taken; n++) {
            frame[n] = x[n] * config->window[n];
        }
    } else if (frame != x) {
        memcpy(frame, x, (size_t)config->fft_length * sizeof(float));
    }
    thimble_power_spectrum_f32(frame, config->fft_length, config->twiddles, 1);
    last = frame[1];
    for (int32_t bin = 0; bin < half; bin++) {
        frame[bin] = frame[2 * bin] * config->power_scale;
    }
    frame[half] = last * config->power_scale;
    return frame;
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

void thimble_decibels_f32(const thimble_decibels_config *config, const float *powers, int32_t count,
                          float *levels) {
    for (int32_t i = 0; i < count; i++) {
        const float power = powers[i] > 1e-30f ? powers[i] : 1e-30f;
        const float level = 10.0f * thimble_log10_inline_f32(power) - config->noise_floor;
        const float scaled = level * config->inverse_span;
        levels[i] = scaled > 0.0f ? (scaled < 1.0f ? scaled : 1.0f) : 0.0f;
    }
}
