/* Logarithms to base 2 in whole numbers. */
#ifndef THIMBLE_LOG2_Q16_H
#define THIMBLE_LOG2_Q16_H

#include "thimble_clz.h"

/* 2^16 log2(1 + j / 32) in the upper half of entry j, the way to the next one in the lower half. */
extern const uint32_t thimble_log2_steps[32];

/* 2^16 log2 x for x below 2^31, straight lines between 32 steps; -2^16 for 0. */
static inline int32_t thimble_log2_q16(uint32_t x) {
    const int32_t zeros = thimble_clz(x);
    const uint32_t mantissa = x == 0u ? 0u : x << zeros;
    const uint32_t step = thimble_log2_steps[mantissa >> 26 & 31u];
    const int32_t way = (int32_t)((step & 0xffffu) * (mantissa >> 11 & 32767u) >> 15);
    return (31 - zeros) * 65536 + (int32_t)(step >> 16) + way;
}

#endif
