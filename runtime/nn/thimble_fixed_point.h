/* Integer arithmetic of quantised networks; src/graph/fixed-point.ts has the same functions. */
#ifndef THIMBLE_FIXED_POINT_H
#define THIMBLE_FIXED_POINT_H

#include "thimble_rounding.h"
#include "thimble_saturating.h"

/* real = multiplier * 2^(shift - 31); multiplier in [2^30, 2^31) or 0, shift in [-31, 30]. */
typedef struct {
    int32_t multiplier;
    int32_t shift;
} thimble_multiplier;

#endif
