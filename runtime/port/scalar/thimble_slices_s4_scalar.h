/* The rows of a layer with weights of four bits, some outputs at a time. */
#ifndef THIMBLE_SLICES_S4_SCALAR_H
#define THIMBLE_SLICES_S4_SCALAR_H

#include "thimble_rows_s8_scalar.h"
#include "thimble_unpack_s4.h"

/* Unpacks the weights of the outputs from `first` on, at most `slice`; answers what follows them. */
static inline const int32_t *thimble_take_slice_s4_scalar(const thimble_rows_s8_scalar *all,
                                                          int32_t first, int32_t slice,
                                                          const int32_t *packed, int8_t *weights,
                                                          thimble_rows_s8_scalar *part)
{
    const int32_t left = all->outputs - first;
    uint32_t *to = (uint32_t *)(void *)weights;
    *part = *all;
    part->outputs = left < slice ? left : slice;
    part->steps = all->steps + 6 * first;
    part->weight = weights;
    for (int32_t words = (part->outputs + 3) / 4 * all->taps / 2; words > 0; words--) {
        const uint32_t word = (uint32_t)*packed++;
        /* plus 128 as the kernel wants them: plus 120 what is plus 8 already */
        *to++ = (word & 0x0f0f0f0fU) + 0x78787878U;
        *to++ = ((word >> 4) & 0x0f0f0f0fU) + 0x78787878U;
    }
    return packed;
}

#endif
