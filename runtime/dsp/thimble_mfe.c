#include "thimble_mfe.h"

#include "thimble_exact_float.h"

void thimble_mfe_f32(const thimble_mfe_config *config, const float *window, float *scratch,
                     float *features) {
    for (int32_t k = 0; k < config->frames.frames; k++) {
        const float *powers = thimble_power_frame_f32(&config->frames, window, k, scratch);
        config->bank.energies(&config->bank, powers, features);
        config->decibels.levels(&config->decibels, features, config->bank.bands, features);
        features += config->bank.bands;
    }
}
