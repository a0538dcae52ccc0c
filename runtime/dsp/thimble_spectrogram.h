/* Powers of frames of sound in float32. */
#ifndef THIMBLE_SPECTROGRAM_H
#define THIMBLE_SPECTROGRAM_H

#include "thimble_power_frames.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_power_frames_config frames;
    float noise_floor;  /* dB */
    float inverse_span; /* 1 / (12 dB - noise_floor) */
} thimble_spectrogram_config;

/* scratch: fft_length floats. features: [frames, fft_length / 2 + 1], 0 to 1. */
void thimble_spectrogram_f32(const thimble_spectrogram_config *config, const float *window, float *scratch,
                             float *features);

#ifdef __cplusplus
}
#endif

#endif
