/* Frames of sound to powers, mel energies and decibels in float32. */
#ifndef THIMBLE_POWER_FRAMES_H
#define THIMBLE_POWER_FRAMES_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t fft_length;    /* a power of two from 8 */
    int32_t hop;           /* readings from one frame to the next */
    int32_t frames;
    int32_t taken;         /* readings of a frame that the transform takes */
    int32_t pre_shift;
    float scale;           /* what readings are multiplied by */
    float pre_emphasis;
    float power_scale;
    const float *window;   /* weights of the readings; NULL: none */
    const float *twiddles; /* see thimble_fft.h */
} thimble_power_frames_config;

typedef struct {
    int32_t bands;
    const int16_t *firsts;  /* bin of each band */
    const int16_t *counts;  /* bins of each band */
    const float *weights;   /* of all bands */
} thimble_mel_bank_config;

/* Powers of frame k of a window in bins 0 to fft_length / 2, to the beginning of frame, which has
 * fft_length floats. */
void thimble_power_frame_f32(const thimble_power_frames_config *config, const float *window,
                             int32_t k, float *frame);

/* Weighted sums of powers. */
void thimble_mel_energies_f32(const thimble_mel_bank_config *config, const float *powers,
                              float *energies);

/* Powers as 0 to 1 from the noise floor to 12 dB, in place. */
void thimble_decibels_f32(float noise_floor, float inverse_span, float *powers, int32_t count);

#ifdef __cplusplus
}
#endif

#endif
