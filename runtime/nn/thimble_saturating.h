/*
 * Integer arithmetic of quantised networks, exact for all int32 inputs: rounding and saturation.
 *
 * The definitions are those of gemmlowp (Jacob and others, "Quantization and Training of Neural
 * Networks for Efficient Integer-Arithmetic-Only Inference", 2018).
 *
 * A signed number is shifted right as two's complement, as every compiler for these devices does;
 * shifts to the left go through uint32_t, where nothing is undefined.
 */
#ifndef THIMBLE_SATURATING_H
#define THIMBLE_SATURATING_H

#include <stdint.h>

static inline int32_t thimble_shift_left(int32_t x, int32_t exponent)
{
    return (int32_t)((uint32_t)x << exponent);
}

static inline int32_t thimble_clamp(int32_t x, int32_t low, int32_t high)
{
    return x < low ? low : x > high ? high : x;
}

/* floor(a b / 2^31 + 1/2); the one case that overflows (both -2^31) saturates. */
static inline int32_t thimble_saturating_rounding_doubling_high_mul(int32_t a, int32_t b)
{
    if (a == INT32_MIN && b == INT32_MIN) {
        return INT32_MAX;
    }
    return (int32_t)(((int64_t)a * b + ((int64_t)1 << 30)) >> 31);
}

/* x / 2^exponent, halves away from zero; exponent in 0..31. */
static inline int32_t thimble_rounding_divide_by_power_of_two(int32_t x, int32_t exponent)
{
    const int32_t mask = (int32_t)(((uint32_t)1 << exponent) - 1U);
    const int32_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
    return (x >> exponent) + ((x & mask) > threshold ? 1 : 0);
}

/* x * 2^exponent, saturated to int32; exponent above 0. */
static inline int32_t thimble_saturating_multiply_by_power_of_two(int32_t x, int32_t exponent)
{
    const int32_t threshold = (int32_t)(((uint32_t)1 << (31 - exponent)) - 1U);
    if (x > threshold) {
        return INT32_MAX;
    }
    if (x < -threshold) {
        return INT32_MIN;
    }
    return thimble_shift_left(x, exponent);
}

#endif
