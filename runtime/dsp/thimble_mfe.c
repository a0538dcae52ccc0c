#include "thimble_mfe.h"

#include "thimble_exact_float.h"

static void levels_of_frame(const void *block, const float *powers, float *scratch, float *row) {
    const thimble_mfe_config *const config = (const thimble_mfe_config *)block;
    (void)scratch;
    config->bank.energies(&config->bank, powers, row);
    config->decibels.levels(&config->decibels, row, config->bank.bands, row);
}

void thimble_mfe_f32(const thimble_mfe_config *config, const float *window, float *scratch,
                     float *features) {
    for (int32_t k = 0; k < config->frames.frames; k++) {
        const float *powers = thimble_power_frame_f32(&config->frames, window, k, scratch);
        levels_of_frame(config, powers, scratch, features);
        features += config->bank.bands;
    }
}

int thimble_mfe_stream_push(const thimble_mfe_config *config, thimble_frame_stream *stream,
                            const float *slice, int32_t count, float *scratch) {
    return thimble_frame_stream_push(&config->frames, config->bank.bands, levels_of_frame, config,
                                     stream, slice, count, scratch);
}

void thimble_mfe_stream_f32(const thimble_mfe_config *config, const thimble_frame_stream *stream,
                            float *scratch, float *features) {
    (void)scratch;
    thimble_frame_stream_rows(&config->frames, config->bank.bands, stream, features);
}
