#include "thimble_spectrogram.h"

#include <string.h>

#include "thimble_exact_float.h"

void thimble_spectrogram_f32(const thimble_spectrogram_config *config, const float *window,
                             float *scratch, float *features) {
    const int32_t bins = config->frames.fft_length / 2 + 1;
    for (int32_t k = 0; k < config->frames.frames; k++) {
        thimble_power_frame_f32(&config->frames, window, k, scratch);
        memcpy(features, scratch, (size_t)bins * sizeof(float));
        thimble_decibels_f32(config->noise_floor, config->inverse_span, features, bins);
        features += bins;
    }
}
