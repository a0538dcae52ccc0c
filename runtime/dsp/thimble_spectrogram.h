/* Powers of frames of sound in float32. */
#ifndef THIMBLE_SPECTROGRAM_H
#define THIMBLE_SPECTROGRAM_H

#include "thimble_power_frames.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_power_frames_config frames;
    thimble_decibels_config decibels;
} thimble_spectrogram_config;

/* scratch: the room of a frame. features: [frames, fft_length / 2 + 1], 0 to 1. */
void thimble_spectrogram_f32(const thimble_spectrogram_config *config, const float *window, float *scratch,
                             float *features);

/* The same for a stream: readings go in, 1 is answered where a window is due, and its features come
 * out. Rows are [frames, fft_length / 2 + 1]. */
int thimble_spectrogram_stream_push(const thimble_spectrogram_config *config, thimble_frame_stream *stream,
                                    const float *slice, int32_t count, float *scratch);
void thimble_spectrogram_stream_f32(const thimble_spectrogram_config *config,
                               const thimble_frame_stream *stream, float *scratch, float *features);

#ifdef __cplusplus
}
#endif

#endif
