#include "thimble_pcen.h"

#include "thimble_float.h"

#include "thimble_exact_float.h"

static void energies_of_frame(const thimble_pcen_config *config, const float *powers, float *row) {
    config->bank.energies(&config->bank, powers, row);
}

/* Energies [frames, bands] become features; mean has room for one of each band. */
static void normalise_energies(const thimble_pcen_config *config, float *mean, float *features) {
    for (int32_t k = 0; k < config->frames.frames; k++) {
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

void thimble_pcen_f32(const thimble_pcen_config *config, const float *window, float *scratch,
                      float *features) {
    for (int32_t k = 0; k < config->frames.frames; k++) {
        const float *powers = thimble_power_frame_f32(&config->frames, window, k, scratch);
        energies_of_frame(config, powers, features + k * config->bank.bands);
    }
    normalise_energies(config, scratch + config->frames.room, features);
}

static void energies_of_readings(const void *block, const float *frame, float *scratch,
                                 float *row) {
    const thimble_pcen_config *const config = (const thimble_pcen_config *)block;
    const float *powers = thimble_powers_of_frame_f32(&config->frames, frame, 0, scratch);
    energies_of_frame(config, powers, row);
}

int thimble_pcen_stream_push(const thimble_pcen_config *config, thimble_frame_stream *stream,
                             const float *slice, int32_t count, float *scratch) {
    const thimble_frame_form form = thimble_form_of_frames(&config->frames, config->bank.bands);
    return thimble_frame_stream_push(&form, energies_of_readings, config, stream, slice, count,
                                     scratch);
}

void thimble_pcen_stream_f32(const thimble_pcen_config *config, const thimble_frame_stream *stream,
                             float *scratch, float *features) {
    const thimble_frame_form form = thimble_form_of_frames(&config->frames, config->bank.bands);
    thimble_frame_stream_rows(&form, stream, features);
    normalise_energies(config, scratch + config->frames.room, features);
}
