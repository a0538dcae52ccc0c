/* Butterworth filters and notches as state variable filters in float32. */
#ifndef THIMBLE_FILTER_H
#define THIMBLE_FILTER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is let through: below the cutoff, above it, or all but what lies at it. */
enum { THIMBLE_LOW_PASS = 0, THIMBLE_HIGH_PASS = 1, THIMBLE_NOTCH = 2 };

/* In place, one section after another; sections: a1 a2 a3 k of each. Each starts as if the first
 * reading had been there for ever. */
void thimble_filter_f32(const float *sections, int32_t count, int32_t kind, float *x,
                        int32_t length);

#ifdef __cplusplus
}
#endif

#endif
