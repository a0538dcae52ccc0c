#include "thimble_spectrogram.h"

#include "thimble_exact_float.h"

static int32_t bin_count(const thimble_spectrogram_config *config) {
    return config->frames.fft_length / 2 + 1;
}

static void bins_of_frame(const thimble_spectrogram_config *config, const float *powers,
                          float *row) {
    config->decibels.levels(&config->decibels, powers, bin_count(config), row);
}

void thimble_spectrogram_f32(const thimble_spectrogram_config *config, const float *window,
                             float *scratch, float *features) {
    for (int32_t k = 0; k < config->frames.frames; k++) {
        const float *powers = thimble_power_frame_f32(&config->frames, window, k, scratch);
        bins_of_frame(config, powers, features);
        features += bin_count(config);
    }
}

static void bins_of_readings(const void *block, const float *frame, float *scratch, float *row) {
    const thimble_spectrogram_config *const config = (const thimble_spectrogram_config *)block;
    const float *powers = thimble_powers_of_frame_f32(&config->frames, frame, 0, scratch);
    bins_of_frame(config, powers, row);
}

int thimble_spectrogram_stream_push(const thimble_spectrogram_config *config,
                                    thimble_frame_stream *stream, const float *slice, int32_t count,
                                    float *scratch) {
    const thimble_frame_form form = thimble_form_of_frames(&config->frames, bin_count(config));
    return thimble_frame_stream_push(&form, bins_of_readings, config, stream, slice, count,
                                     scratch);
}

void thimble_spectrogram_stream_f32(const thimble_spectrogram_config *config,
                                    const thimble_frame_stream *stream, float *scratch,
                                    float *features) {
    const thimble_frame_form form = thimble_form_of_frames(&config->frames, bin_count(config));
    (void)scratch;
    thimble_frame_stream_rows(&form, stream, features);
}
