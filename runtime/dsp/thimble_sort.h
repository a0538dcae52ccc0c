/* Ascending order of float32 values. */
#ifndef THIMBLE_SORT_H
#define THIMBLE_SORT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* In place, by Shell's method with gaps of Knuth. */
void thimble_sort_f32(float *x, int32_t count);

#ifdef __cplusplus
}
#endif

#endif
