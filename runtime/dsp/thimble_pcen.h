/* Mel energies with per-channel energy normalisation in float32. */
#ifndef THIMBLE_PCEN_H
#define THIMBLE_PCEN_H

#include "thimble_power_frames.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_power_frames_config frames;
    thimble_mel_bank_config bank;
    float smoothing;
    float minus_gain;
    float bias;
    float power;
    float epsilon;
    float bias_power; /* bias to the power of power */
} thimble_pcen_config;

/* scratch: room and bands floats. features: [frames, bands]. */
void thimble_pcen_f32(const thimble_pcen_config *config, const float *window, float *scratch,
                      float *features);

/* The same for a stream: readings go in, 1 is answered where a window is due, and its features come
 * out. Rows are [frames, bands]. */
int thimble_pcen_stream_push(const thimble_pcen_config *config, thimble_frame_stream *stream,
                             const float *slice, int32_t count, float *scratch);
void thimble_pcen_stream_f32(const thimble_pcen_config *config,
                               const thimble_frame_stream *stream, float *scratch, float *features);

#ifdef __cplusplus
}
#endif

#endif
