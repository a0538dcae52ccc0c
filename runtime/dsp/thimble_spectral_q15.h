/* Shape and spectrum of each axis of a window in whole numbers. */
#ifndef THIMBLE_SPECTRAL_Q15_H
#define THIMBLE_SPECTRAL_Q15_H

#include "thimble_spectrum_q15.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t axes;
    int32_t length;        /* readings of each axis, 16 to 8192 */
    int32_t fft_length;    /* a power of two from 16 */
    int32_t hop;           /* from one frame to the next */
    int32_t frames;
    int32_t maximum;       /* 1: also the largest power of each bin */
    int32_t sections;      /* of the filter; 0: none */
    int32_t high_pass;
    int32_t energy_bits;   /* see thimble_spectrum_q15.h */
    int32_t log_length;    /* 2^16 log2 of length, of frames */
    int32_t log_frames;
    int32_t power_offset;  /* added to 2^16 log2 of a power, of a mean square */
    int32_t square_offset;
    float scale;           /* from readings to 16-bit numbers */
    const int32_t *filter; /* b0 b1 b2 a1 a2 of each section in 2^-29 */
    const int32_t *turns;  /* see thimble_spectrum_q15.h */
    const int32_t *splits;
    thimble_powers_routine *powers; /* thimble_powers_q15, or what a port made for this length */
} thimble_spectral_q15_config;

/* window: [length, axes] 16-bit numbers. scratch: length + (length + 1) / 2 + 5 fft_length / 2 words.
 * features, for each axis in 1/256: log2 of the root mean square, skewness, kurtosis, log2 of the mean
 * power of bins 1 to fft_length / 2 - 1, of their largest power. */
void thimble_spectral_q15(const thimble_spectral_q15_config *config, const int16_t *window,
                          int32_t *scratch, int16_t *features);

/* The same of floats, to features that are whole multiples of 1/256; scratch: length + (length + 1) / 2 +
 * 4 fft_length floats. */
void thimble_spectral_q15_f32(const thimble_spectral_q15_config *config, const float *window,
                              float *scratch, float *features);

#ifdef __cplusplus
}
#endif

#endif
