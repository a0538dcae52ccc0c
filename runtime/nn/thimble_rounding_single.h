/* How a 32-bit number is multiplied by a real one: rounding once, as LiteRT and XNNPACK do. */
#ifndef THIMBLE_ROUNDING_H
#define THIMBLE_ROUNDING_H

#include "thimble_saturating.h"

/* floor(x * multiplier / 2^(31 - shift) + 1/2) */
static inline int32_t thimble_multiply(int32_t x, int32_t multiplier, int32_t shift)
{
    const int32_t total = 31 - shift;
    const int64_t half = (int64_t)1 << (total - 1);
    return (int32_t)(((int64_t)x * multiplier + half) >> total);
}

#endif
