/* Heart rate and its variability from an electrocardiogram or a pulse. */
#ifndef THIMBLE_HEART_H
#define THIMBLE_HEART_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t length;         /* readings */
    int32_t is_pulse;       /* 1: light of a pulse, of which the rise counts */
    int32_t variability;    /* 1: features of the intervals too */
    int32_t axes;           /* 4: after the heart's come three of an accelerometer; else 1 */
    int32_t high_sections;
    int32_t low_sections;
    int32_t width;          /* readings of a beat's steep part */
    int32_t pause;          /* readings in which there is no second beat */
    int32_t stretch;        /* readings of which one maximum is taken */
    int32_t blocks;         /* stretches in the window */
    int32_t most_beats;
    int32_t fft_length;     /* of the intervals drawn anew */
    int32_t lf_bin;         /* bins from which, and below which */
    int32_t hf_bin;
    int32_t end_bin;
    float inverse_length;
    float inverse_width;
    float threshold;        /* share of the middle maximum */
    float resting_share;    /* of gravity by which acceleration varies at rest */
    float readings_per_minute;
    float ms_per_reading;
    float draw_step;        /* readings from one drawn interval to the next */
    float power_scale;
    const float *high_filter; /* see thimble_filter.h */
    const float *low_filter;
    const float *twiddles;    /* see thimble_fft.h */
} thimble_heart_config;

/* window: length x axes, interleaved. scratch: 2 length + blocks + 3 most_beats + fft_length floats. features:
 * beats a minute; where variability: mean, SDNN and RMSSD in ms, pNN50, LF and HF in ms^2, LF/HF; where
 * there are four axes: 1 at rest, else 0. */
void thimble_heart_f32(const thimble_heart_config *config, const float *window, float *scratch,
                       float *features);

#ifdef __cplusplus
}
#endif

#endif
