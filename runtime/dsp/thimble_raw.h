/* The readings themselves, for networks that find their own features. */
#ifndef THIMBLE_RAW_H
#define THIMBLE_RAW_H

#include <stdint.h>

#include "thimble_upright.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t axes;
    int32_t length;             /* readings of each axis */
    int32_t remove_mean;        /* 1: of each axis over the window */
    int32_t group_count;        /* 0: the strength of the signal is kept */
    float inverse_length;
    float quiet;                /* added to the strength of a group */
    const float *scales;        /* of each axis */
    const float *groups;        /* the group of each axis, a whole number */
    const float *inverse_sizes; /* of each group: 1 / its values in a window */
    thimble_upright_config upright; /* without triads: as it was recorded */
} thimble_raw_config;

/* window and features: length x axes, interleaved. scratch: axes floats. */
void thimble_raw_f32(const thimble_raw_config *config, const float *window, float *scratch,
                     float *features);

#ifdef __cplusplus
}
#endif

#endif
