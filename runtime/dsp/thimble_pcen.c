#include "thimble_pcen.h"

#include "thimble_float.h"

#include "thimble_exact_float.h"

void thimble_pcen_f32(const thimble_pcen_config *config, const float *window, float *scratch,
                      float *features) {
    float *mean = scratch + config->frames.room;
    for (int32_t k = 0; k < config->frames.frames; k++) {
        const float *powers = thimble_power_frame_f32(&config->frames, window, k, scratch);
        config->bank.energies(&config->bank, powers, features);
        for (int32_t band = 0; band < config->bank.bands; band++) {
            const float energy = features[band];
            float level;
            mean[band] = k == 0 ? energy : mean[band] + (energy - mean[band]) * config->smoothing;
            level = thimble_log2_f32(mean[band] + config->epsilon);
            level = energy * thimble_exp2_f32(level * config->minus_gain) + config->bias;
            level = thimble_exp2_f32(thimble_log2_f32(level) * config->power);
            features[band] = level - config->bias_power;
        }
        features += config->bank.bands;
    }
}
