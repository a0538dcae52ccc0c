/* Fewer readings a second. */
#ifndef THIMBLE_DECIMATE_H
#define THIMBLE_DECIMATE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t ratio;         /* of so many readings the last one is kept; 1: all are */
    int32_t length;        /* readings that are left */
    int32_t sections;      /* of the low-pass before it */
    const float *filter;   /* see thimble_filter.h */
} thimble_decimation;

/* In place: of length readings x to the first config->length. */
void thimble_decimate_f32(const thimble_decimation *config, float *x, int32_t length);

#ifdef __cplusplus
}
#endif

#endif
