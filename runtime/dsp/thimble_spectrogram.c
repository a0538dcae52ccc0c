#include "thimble_spectrogram.h"

#include "thimble_exact_float.h"

void thimble_spectrogram_f32(const thimble_spectrogram_config *config, const float *window,
                             float *scratch, float *features) {
    const int32_t bins = config->frames.fft_length / 2 + 1;
    for (int32_t k = 0; k < config->frames.frames; k++) {
        const float *powers = thimble_power_frame_f32(&config->frames, window, k, scratch);
        config->decibels.levels(&config->decibels, powers, bins, features);
        features += bins;
    }
}
