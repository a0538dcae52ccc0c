/* Power of the bands of an electroencephalogram. */
#ifndef THIMBLE_EEG_H
#define THIMBLE_EEG_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t axes;          /* channels */
    int32_t length;        /* readings of each channel */
    int32_t epoch_length;
    int32_t epochs;
    int32_t fft_length;
    int32_t tapers;
    int32_t bands;
    int32_t notch_sections;
    int32_t high_sections;
    int32_t low_sections;
    float scale;
    float inverse_length;
    float reject_above;    /* 0: no epoch is left out */
    float density_scale;   /* from the transforms of one epoch to density */
    const float *notch;    /* see thimble_filter.h */
    const float *high;
    const float *low;
    const float *windows;  /* [tapers, epoch_length] */
    const float *twiddles; /* see thimble_fft.h */
    const int16_t *edges;  /* first bin of each band, and the first beyond the last */
} thimble_eeg_config;

/* window: length x axes, interleaved. scratch: length + 3 fft_length / 2 floats. features, for each
 * channel: log10 density of each band, its share of all, the share of epochs used. */
void thimble_eeg_f32(const thimble_eeg_config *config, const float *window, float *scratch,
                     float *features);

#ifdef __cplusplus
}
#endif

#endif
