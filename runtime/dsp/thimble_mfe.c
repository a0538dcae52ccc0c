#include "thimble_mfe.h"

#include "thimble_exact_float.h"

static void mfe_of_frame(const thimble_mfe_config *config, const float *powers, float *row) {
    config->bank.energies(&config->bank, powers, row);
    config->decibels.levels(&config->decibels, row, config->bank.bands, row);
}

void thimble_mfe_f32(const thimble_mfe_config *config, const float *window, float *scratch,
                     float *features) {
    for (int32_t k = 0; k < config->frames.frames; k++) {
        const float *powers = thimble_power_frame_f32(&config->frames, window, k, scratch);
        mfe_of_frame(config, powers, features);
        features += config->bank.bands;
    }
}

static void mfe_of_readings(const void *block, const float *frame, float *scratch, float *row) {
    const thimble_mfe_config *const config = (const thimble_mfe_config *)block;
    const float *powers = thimble_powers_of_frame_f32(&config->frames, frame, 0, scratch);
    mfe_of_frame(config, powers, row);
}

int thimble_mfe_stream_push(const thimble_mfe_config *config, thimble_frame_stream *stream,
                            const float *slice, int32_t count, float *scratch) {
    const thimble_frame_form form = thimble_form_of_frames(&config->frames, config->bank.bands);
    return thimble_frame_stream_push(&form, mfe_of_readings, config, stream, slice, count,
                                     scratch);
}

void thimble_mfe_stream_f32(const thimble_mfe_config *config, const thimble_frame_stream *stream,
                            float *scratch, float *features) {
    const thimble_frame_form form = thimble_form_of_frames(&config->frames, config->bank.bands);
    (void)scratch;
    thimble_frame_stream_rows(&form, stream, features);
}
