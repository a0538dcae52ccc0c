/* Frames of sound to powers, mel energies and decibels in float32. */
#ifndef THIMBLE_POWER_FRAMES_H
#define THIMBLE_POWER_FRAMES_H

#include <stdint.h>

#include "thimble_frame_stream.h"

#ifdef __cplusplus
extern "C" {
#endif

struct thimble_power_frames_config;
struct thimble_mel_bank_config;
struct thimble_decibels_config;

/* Powers of fft_length readings x, under the window where there is one, to where the answer points: in
 * frame. x may be frame. */
typedef float *thimble_frame_powers_routine(const struct thimble_power_frames_config *config,
                                            const float *x, float *frame);

/* Weighted sums of powers. */
typedef void thimble_mel_energies_routine(const struct thimble_mel_bank_config *config,
                                          const float *powers, float *energies);

/* Powers as 0 to 1 from the noise floor to 12 dB; levels may be powers. */
typedef void thimble_levels_routine(const struct thimble_decibels_config *config,
                                    const float *powers, int32_t count, float *levels);

typedef struct thimble_power_frames_config {
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
    int32_t room;          /* floats of a frame and its powers */
    thimble_frame_powers_routine *powers; /* thimble_frame_powers_f32, or what a port made */
    int32_t looks_back;    /* 1: emphasis sees the readings that lie before a frame */
} thimble_power_frames_config;

typedef struct thimble_mel_bank_config {
    int32_t bands;
    const int16_t *firsts;  /* bin of each band */
    const int16_t *counts;  /* bins of each band */
    const float *weights;   /* of all bands */
    thimble_mel_energies_routine *energies; /* thimble_mel_energies_f32, or what a port made */
} thimble_mel_bank_config;

typedef struct thimble_decibels_config {
    float noise_floor;  /* dB */
    float inverse_span; /* 1 / (12 dB - noise_floor) */
    thimble_levels_routine *levels; /* thimble_decibels_f32, or what a port made */
} thimble_decibels_config;

/* Powers in bins 0 to fft_length / 2 of the `taken` readings at x, before which a window has `before`
 * more. They lie in frame, which has `room` floats. */
const float *thimble_powers_of_frame_f32(const thimble_power_frames_config *config, const float *x,
                                         int32_t before, float *frame);

/* The same of frame k of a window. */
const float *thimble_power_frame_f32(const thimble_power_frames_config *config, const float *window,
                                     int32_t k, float *frame);

/* How a stream keeps so many columns of each frame. */
thimble_frame_form thimble_form_of_frames(const thimble_power_frames_config *config,
                                          int32_t columns);

thimble_frame_powers_routine thimble_frame_powers_f32;
thimble_mel_energies_routine thimble_mel_energies_f32;
thimble_levels_routine thimble_decibels_f32;

#ifdef __cplusplus
}
#endif

#endif
