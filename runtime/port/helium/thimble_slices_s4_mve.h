/* The rows of a layer with weights of four bits, some outputs at a time. */
#ifndef THIMBLE_SLICES_S4_MVE_H
#define THIMBLE_SLICES_S4_MVE_H

#include <arm_mve.h>

#include "thimble_rows_s8_mve.h"

/* Unpacks the weights of the outputs from `first` on, at most `slice`; answers what follows them. Sixteen
 * bytes hold sixteen weights plus 8 in their low halves and the next sixteen in their high ones. */
static inline const int32_t *thimble_take_slice_s4_mve(const thimble_rows_s8_mve *all,
                                                       int32_t first, int32_t slice,
                                                       const int32_t *packed, int8_t *weights,
                                                       thimble_rows_s8_mve *part)
{
    const int32_t left = all->outputs - first;
    const int8x16_t eight = vdupq_n_s8(8);
    const uint8x16_t low = vdupq_n_u8(15);
    *part = *all;
    part->outputs = left < slice ? left : slice;
    part->steps.vectors = all->steps.vectors + thimble_steps_words_mve / 4 * first;
    part->weight = weights;
    for (int32_t turns = (part->outputs + 3) / 4 * all->blocks * 2; turns > 0; turns--) {
        const uint8x16_t halves = vreinterpretq_u8_s32(vldrwq_s32(packed));
        const int8x16_t even = vreinterpretq_s8_u8(vandq_u8(halves, low));
        const int8x16_t odd = vreinterpretq_s8_u8(vshrq_n_u8(halves, 4));
        vstrbq_s8(weights, vsubq_s8(even, eight));
        vstrbq_s8(weights + 16, vsubq_s8(odd, eight));
        packed += 4;
        weights += 32;
    }
    return packed;
}

#endif
