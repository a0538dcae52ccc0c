/* The logarithm of thimble_float.h for loops over many values. Include it after thimble_exact_float.h. */
#ifndef THIMBLE_LOG10_H
#define THIMBLE_LOG10_H

#include <stdint.h>
#include <string.h>

/* x = m 2^e with m in [0.707, 1.414); ln m = 2 (t + t^3/3 + ... + t^9/9), t = (m - 1) / (m + 1). */
static inline float thimble_log10_inline_f32(float x) {
    const uint32_t half_root = 0x3f3504f3u; /* the bits of sqrt(1/2) */
    const float least = 2e-38f;
    const float normal = x > least ? x : least;
    uint32_t bits;
    int32_t exponent;
    float whole;
    float m;
    float t;
    float s;
    float series;
    memcpy(&bits, &normal, sizeof bits);
    bits = bits + (0x40000000u - half_root); /* 128 is added to the exponent, so that it is above 0 */
    exponent = (int32_t)(bits >> 23) - 128;
    bits = (bits & 0x007fffffu) + half_root;
    memcpy(&m, &bits, sizeof m);
    t = (m - 1.0f) / (m + 1.0f);
    s = t * t;
    series = 0.11111111f;
    series = series * s + 0.14285715f;
    series = series * s + 0.2f;
    series = series * s + 0.33333334f;
    series = t + t * (series * s);
    whole = (float)exponent;
    /* log10 2 in two parts: products with the first are exact. 0.8685890 is 2 log10 e. */
    return whole * 0.301025390625f + (series * 0.868588964f + whole * 4.60503898e-6f);
}

#endif
