/* Zeros before the first one of a 32-bit number. */
#ifndef THIMBLE_CLZ_H
#define THIMBLE_CLZ_H

#include <stdint.h>

/* 32 for 0. */
static inline int32_t thimble_clz(uint32_t x) {
    int32_t zeros = 0;
    if (x == 0u) {
        return 32;
    }
#if defined(__GNUC__) && (defined(__ARM_FEATURE_CLZ) || !defined(__arm__))
    zeros = __builtin_clz(x);
#else
    for (int32_t step = 16; step > 0; step >>= 1) {
        if (x >> (32 - step) == 0u) {
            zeros += step;
            x <<= step;
        }
    }
#endif
    return zeros;
}

#endif
