#include "thimble_mfe.h"

#include "thimble_exact_float.h"

void thimble_mfe_f32(const thimble_mfe_config *config, const float *window, float *scratch,
                     float *features) {
    for (int32_t k = 0; k < config->frames.frames; k++) {
        thimble_power_frame_f32(&config->frames, window, k, scratch);
        thimble_mel_energies_f32(&config->bank, scratch, features);
        thimble_decibels_f32(config->noise_floor, config->inverse_span, features,
                             config->bank.bands);
        features += config->bank.bands;
    }
}
