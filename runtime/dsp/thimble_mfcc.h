/* Mel-frequency cepstral coefficients of frames of sound in float32. */
#ifndef THIMBLE_MFCC_H
#define THIMBLE_MFCC_H

#include "thimble_power_frames.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_power_frames_config frames;
    thimble_mel_bank_config bank;
    int32_t coefficients;
    int32_t win_size;       /* frames of the normalisation, odd; 0: none */
    float inverse_win_size;
    const float *cosines;   /* [coefficients, bands] */
} thimble_mfcc_config;

/* scratch: room + bands + frames x coefficients floats. features: [frames, coefficients]. */
void thimble_mfcc_f32(const thimble_mfcc_config *config, const float *window, float *scratch,
                      float *features);

#ifdef __cplusplus
}
#endif

#endif
