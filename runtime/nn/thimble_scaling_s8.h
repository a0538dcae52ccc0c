/* How a layer with weights brings its 32-bit sums back to int8. */
#ifndef THIMBLE_SCALING_S8_H
#define THIMBLE_SCALING_S8_H

#include "thimble_fixed_point.h"

typedef struct {
    const int32_t *bias;       /* [outputs]; the input's zero point is already in it */
    const int32_t *multiplier; /* [outputs]; input scale * weight scale / output scale ... */
    const int8_t *shift;       /* [outputs]; ... as multiplier * 2^(shift - 31) */
    int32_t zero;              /* what stands for 0 in the output */
    int32_t low;               /* the output is clamped to low..high: int8, or an activation */
    int32_t high;
} thimble_scaling_s8;

/* The same for the outputs from one on. */
static inline thimble_scaling_s8 thimble_scaling_from_s8(const thimble_scaling_s8 *scaling,
                                                         int32_t output)
{
    thimble_scaling_s8 rest = *scaling;
    rest.bias += output;
    rest.multiplier += output;
    rest.shift += output;
    return rest;
}

/* The sum of one output channel as int8. */
static inline int8_t thimble_scale_s8(const thimble_scaling_s8 *scaling, int32_t output, int32_t sum)
{
    const int32_t scaled =
        thimble_multiply(sum, scaling->multiplier[output], scaling->shift[output]);
    return (int8_t)thimble_clamp(scaled + scaling->zero, scaling->low, scaling->high);
}

#endif
