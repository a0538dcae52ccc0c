/* How a 32-bit number is multiplied by a real one: rounding twice, as TensorFlow Lite Micro and
 * CMSIS-NN do. A network that was compiled for single rounding comes with another file of this name. */
#ifndef THIMBLE_ROUNDING_H
#define THIMBLE_ROUNDING_H

#include "thimble_saturating.h"

/* x times a real number; rounds twice where the shift is negative. */
static inline int32_t thimble_multiply(int32_t x, int32_t multiplier, int32_t shift)
{
    const int32_t left = shift > 0 ? shift : 0;
    return thimble_rounding_divide_by_power_of_two(
        thimble_saturating_rounding_doubling_high_mul(thimble_shift_left(x, left), multiplier),
        left - shift);
}

#endif
