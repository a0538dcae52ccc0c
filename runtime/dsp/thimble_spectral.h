/* Shape and spectrum of each axis of a window, for inertial and vibration signals. */
#ifndef THIMBLE_SPECTRAL_H
#define THIMBLE_SPECTRAL_H

#include "thimble_decimate.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t axes;
    int32_t length;         /* readings of each axis in the window */
    int32_t fft_length;     /* readings of a frame, a power of two */
    int32_t hop;            /* from one frame to the next */
    int32_t maximum;        /* 1: also the largest power of each bin */
    int32_t log;            /* 1: rms and powers as log10 */
    int32_t long_length;    /* readings of the spectrum with the peaks, a power of two */
    int32_t peaks;
    int32_t correlations;   /* 1: of each pair of axes */
    int32_t sections;       /* of the filter; 0: none */
    int32_t high_pass;      /* 1: what the filter lets through is above its cutoff */
    int32_t bands;          /* between edges, of the long spectrum */
    int32_t extra_low;      /* 1: powers of the readings decimated again, too */
    float scale;            /* what readings are multiplied by */
    float inverse_length;
    float inverse_kept;     /* of the readings that decimation leaves */
    float mean_scale;       /* from the sum of all frames to mean power */
    float low_mean_scale;   /* the same of the readings decimated again */
    float frame_scale;      /* from one frame to power */
    float long_scale;       /* from the spectrum with the peaks to power */
    float long_bin_hz;
    float least_peak;       /* what the transform gives for the least power of a peak */
    float peak_threshold;   /* share of the highest peak's power that others must have */
    const float *twiddles;  /* for long_length, see thimble_fft.h */
    const float *filter;    /* a1 a2 a3 k of each section */
    const int16_t *edges;   /* first bin of each band, and the one past the last */
    thimble_decimation decimation; /* of the window */
    thimble_decimation low;        /* of what that leaves */
} thimble_spectral_config;

/* window: length x axes, interleaved. scratch: 2 axes + length + 2 fft_length + 2 floats, where extra_low
 * also those that decimation leaves. features, for each axis: rms, skewness, kurtosis, mean power of each
 * bin, largest power of each bin, both again of low frequencies, frequency and power of each peak, power
 * of each band; after all axes the correlation of each pair. */
void thimble_spectral_f32(const thimble_spectral_config *config, const float *window, float *scratch,
                          float *features);

#ifdef __cplusplus
}
#endif

#endif
