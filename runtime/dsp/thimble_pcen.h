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

#ifdef __cplusplus
}
#endif

#endif
