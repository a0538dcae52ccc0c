/* Floats as 16-bit numbers. */
#ifndef THIMBLE_TO_Q15_H
#define THIMBLE_TO_Q15_H

#include <stdint.h>

/* Rounded half away from 0 and clipped; no number is 0. */
static inline int16_t thimble_to_q15(float x) {
    if (x >= 32767.0f) {
        return 32767;
    }
    if (x <= -32768.0f) {
        return -32768;
    }
    if (x >= 0.0f) {
        return (int16_t)(x + 0.5f);
    }
    return x < 0.0f ? (int16_t)(x - 0.5f) : (int16_t)0;
}

#endif
