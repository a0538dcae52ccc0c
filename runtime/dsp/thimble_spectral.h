/* Shape and spectrum of each axis of a window, for inertial and vibration signals. */
#ifndef THIMBLE_SPECTRAL_H
#define THIMBLE_SPECTRAL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t axes;
    int32_t length;         /* readings of each axis */
    int32_t fft_length;     /* readings of a frame, a power of two */
    int32_t hop;            /* from one frame to the next */
    int32_t maximum;        /* 1: also the largest power of each bin */
    int32_t long_length;    /* readings of the spectrum with the peaks */
    int32_t peaks;
    int32_t correlations;   /* 1: of each pair of axes */
    int32_t sections;       /* of the filter; 0: none */
    float inverse_length;
    float frame_scale;      /* 1 / (fft_length times the window's power) */
    float long_scale;
    float long_bin_hz;
    const float *hann;      /* fft_length weights */
    const float *twiddles;  /* for long_length, see thimble_fft.h */
    const float *filter;    /* b0 b1 b2 a1 a2 of each section */
} thimble_spectral_config;

/* window: length x axes, interleaved. scratch: 2 axes + length + long_length + one or two times
 * (fft_length / 2 + 1) floats. features, for each axis: log10 rms, skewness, kurtosis, log10 of the
 * mean power of each bin, of the largest power of each bin, then frequency and log10 power of each
 * peak; after all axes the correlation of each pair. */
void thimble_spectral_f32(const thimble_spectral_config *config, const float *window, float *scratch,
                          float *features);

#ifdef __cplusplus
}
#endif

#endif
