/* Mel filterbank energies of frames of sound in float32. */
#ifndef THIMBLE_MFE_H
#define THIMBLE_MFE_H

#include "thimble_power_frames.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_power_frames_config frames;
    thimble_mel_bank_config bank;
    thimble_decibels_config decibels;
} thimble_mfe_config;

/* scratch: the room of a frame. features: [frames, bands], 0 to 1. */
void thimble_mfe_f32(const thimble_mfe_config *config, const float *window, float *scratch,
                     float *features);

/* The same for a stream: readings go in, 1 is answered where a window is due, and its features come
 * out. Rows are [frames, bands]. */
int thimble_mfe_stream_push(const thimble_mfe_config *config, thimble_frame_stream *stream,
                            const float *slice, int32_t count, float *scratch);
void thimble_mfe_stream_f32(const thimble_mfe_config *config,
                               const thimble_frame_stream *stream, float *scratch, float *features);

#ifdef __cplusplus
}
#endif

#endif
