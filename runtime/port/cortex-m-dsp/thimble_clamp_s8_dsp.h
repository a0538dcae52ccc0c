/* Brings int8 values into a range narrower than int8, four at a time. */
#ifndef THIMBLE_CLAMP_S8_DSP_H
#define THIMBLE_CLAMP_S8_DSP_H

#include <arm_acle.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    int32_t low;
    int32_t high;
} thimble_range_s8;

/* The larger, and the smaller, of each of four int8: SSUB8 sets a flag for each byte, SEL goes by it. */
static inline uint32_t thimble_max4_s8(uint32_t a, uint32_t b)
{
    (void)__ssub8((int8x4_t)a, (int8x4_t)b);
    return (uint32_t)__sel((uint8x4_t)a, (uint8x4_t)b);
}

static inline uint32_t thimble_min4_s8(uint32_t a, uint32_t b)
{
    (void)__ssub8((int8x4_t)a, (int8x4_t)b);
    return (uint32_t)__sel((uint8x4_t)b, (uint8x4_t)a);
}

static inline uint32_t thimble_load4_s8(const int8_t *from)
{
    uint32_t word;
    memcpy(&word, from, 4);
    return word;
}

static inline void thimble_store4_s8(int8_t *to, uint32_t word)
{
    memcpy(to, &word, 4);
}

/* In place; does nothing where the range is all of int8. */
static inline void thimble_clamp_s8_dsp(const thimble_range_s8 *range, int8_t *values, int32_t count)
{
    const uint32_t low = (uint32_t)(uint8_t)range->low * 0x01010101U;
    const uint32_t high = (uint32_t)(uint8_t)range->high * 0x01010101U;
    if (range->low == -128 && range->high == 127) {
        return;
    }
    for (; count >= 4; count -= 4) {
        thimble_store4_s8(values,
                          thimble_min4_s8(thimble_max4_s8(thimble_load4_s8(values), low), high));
        values += 4;
    }
    for (; count > 0; count--) {
        const int32_t value = *values < range->low ? range->low : *values;
        *values++ = (int8_t)(value > range->high ? range->high : value);
    }
}

#endif
