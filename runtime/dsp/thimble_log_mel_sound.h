/* Log-mel features of 16-bit sound for a network: of a window, or of a stream in which each frame is
 * computed once. */
#ifndef THIMBLE_LOG_MEL_SOUND_H
#define THIMBLE_LOG_MEL_SOUND_H

#include "thimble_log_mel.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The newest frames of a stream, and when the next window is due. It points at memory of its owner:
 * it must not be copied. */
typedef struct {
    thimble_log_mel_stream frames;
    int32_t wanted; /* frames until a window is due; 0 or less: it is, and so many frames late */
} thimble_sound_stream;

/* window: readings as the config says; scratch as for thimble_log_mel_f32; features: [frames, bands]
 * in log2. The same bits as thimble_log_mel_f32 of the readings over config->scale. */
void thimble_log_mel_s16_f32(const thimble_log_mel_config *config, const int16_t *window,
                             float *scratch, float *features);

/* Makes a stream empty. held: fft_length readings, 4-byte aligned; grid: [frames, bands]. */
void thimble_sound_stream_init(const thimble_log_mel_config *config, thimble_sound_stream *stream,
                               int16_t *held, int16_t *grid);

/* Takes any number of readings; room: fft_length places. Answers 1 where a window is due, else 0. */
int thimble_sound_stream_push(const thimble_log_mel_config *config, thimble_sound_stream *stream,
                              const int16_t *slice, int32_t count, thimble_bin_q15 *room);

/* Features of the newest window; scratch: half a float for each of frames x bands. */
void thimble_sound_stream_f32(const thimble_log_mel_config *config,
                              const thimble_sound_stream *stream, float *scratch, float *features);

/* The window that was due has been taken: the next one is due so many frames after it. */
void thimble_sound_stream_next(thimble_sound_stream *stream, int32_t stride_frames);

#ifdef __cplusplus
}
#endif

#endif
