/* Bytes as halfwords, and what the compiler does not make of intrinsics by itself. */
#ifndef THIMBLE_HALFWORDS_DSP_H
#define THIMBLE_HALFWORDS_DSP_H

#include <arm_acle.h>
#include <stdint.h>

/* Bytes 1 and 3 of a word as halfwords; bytes 0 and 2 are __sxtb16. */
static inline uint32_t thimble_odd_bytes(uint32_t word)
{
    uint32_t halfwords;
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(halfwords) : "r"(word));
    return halfwords;
}

static inline uint32_t thimble_even_bytes(uint32_t word)
{
    return (uint32_t)__sxtb16((int8x4_t)word);
}

/* Adds bytes 0 and 2, or 1 and 3, to halfwords. */
static inline uint32_t thimble_add_even_bytes(uint32_t sums, uint32_t word)
{
    return (uint32_t)__sxtab16((int16x2_t)sums, (int8x4_t)word);
}

static inline uint32_t thimble_add_odd_bytes(uint32_t sums, uint32_t word)
{
    uint32_t added;
    __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(added) : "r"(sums), "r"(word));
    return added;
}

/* (low, high) as halfwords of a word. */
static inline uint32_t thimble_pair(int32_t low, int32_t high)
{
    return ((uint32_t)low & 0xffffU) | ((uint32_t)high << 16);
}

#endif
