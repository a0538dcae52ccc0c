#include "thimble_log_mel_sound.h"

#include <string.h>

#include "thimble_exact_float.h"

static void to_log2(const thimble_log_mel_config *config, const int16_t *grid, float *features) {
    const int32_t columns = config->cepstra > 0 ? config->cepstra : config->bands;
    for (int32_t i = 0; i < config->frames * columns; i++) {
        features[i] = (float)grid[i] * 0.00390625f;
    }
}

void thimble_log_mel_s16_f32(const thimble_log_mel_config *config, const int16_t *window,
                             float *scratch, float *features) {
    thimble_bin_q15 *const room = (thimble_bin_q15 *)(void *)scratch;
    int16_t *const frame = (int16_t *)(void *)(scratch + config->fft_length);
    int16_t *const grid = frame + config->fft_length;
    memset(frame + config->frame_length, 0,
           (size_t)(config->fft_length - config->frame_length) * sizeof(int16_t));
    for (int32_t k = 0; k < config->frames; k++) {
        memcpy(frame, window + k * config->hop, (size_t)config->frame_length * sizeof(int16_t));
        config->frame(config, frame, room, grid + k * config->bands);
    }
    thimble_log_mel_finish_q15(config, grid, grid);
    to_log2(config, grid, features);
}

void thimble_sound_stream_init(const thimble_log_mel_config *config, thimble_sound_stream *stream,
                               int16_t *held, int16_t *grid) {
    thimble_log_mel_stream_init(config, &stream->frames, held, grid);
    stream->wanted = config->frames;
}

int thimble_sound_stream_push(const thimble_log_mel_config *config, thimble_sound_stream *stream,
                              const int16_t *slice, int32_t count, thimble_bin_q15 *room) {
    while (count > 0) {
        int32_t is_frame;
        const int32_t taken = thimble_log_mel_stream_push(config, &stream->frames, slice, count,
                                                          room, &is_frame);
        slice += taken;
        count -= taken;
        stream->wanted -= is_frame;
    }
    return stream->wanted <= 0;
}

void thimble_sound_stream_f32(const thimble_log_mel_config *config,
                              const thimble_sound_stream *stream, float *scratch, float *features) {
    int16_t *const grid = (int16_t *)(void *)scratch;
    (void)thimble_log_mel_stream_features(config, &stream->frames, grid);
    to_log2(config, grid, features);
}

void thimble_sound_stream_next(thimble_sound_stream *stream, int32_t stride_frames) {
    stream->wanted += stride_frames;
    if (stream->wanted < 1) {
        stream->wanted = 1;
    }
}
