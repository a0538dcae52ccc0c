/* Statistics of the wavelet components of each axis. */
#ifndef THIMBLE_WAVELET_H
#define THIMBLE_WAVELET_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t axes;
    int32_t length;        /* readings of each axis */
    int32_t level;
    int32_t taps;          /* coefficients of the wavelet's filters */
    int32_t sections;      /* of the filter before; 0: none */
    int32_t high_pass;     /* 1: what the filter lets through is above its cutoff */
    float scale;
    float inverse_length;
    const float *low;
    const float *high;
    const float *filter;   /* a1 a2 a3 k of each section */
    const float *inverses; /* 1 / readings and 1 / pairs of neighbours of each part */
    const int16_t *places; /* of each part the readings below its five quantiles */
    const float *shares;   /* and how far it is to the next */
} thimble_wavelet_config;

/* window: length x axes, interleaved. scratch: 2 length + taps floats and those of the first detail. features: for
 * each axis 14 of the approximation and of each detail from the coarsest. */
void thimble_wavelet_f32(const thimble_wavelet_config *config, const float *window, float *scratch,
                         float *features);

#ifdef __cplusplus
}
#endif

#endif
