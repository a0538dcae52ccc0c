/* Bytes as halfwords, and products of which the upper word is kept, on a Cortex-M with DSP extension.
 *
 * Each of these is one instruction that ACLE has no name for, or not the whole of it. Plain C says what it
 * is, and clang and its relatives make the one instruction of it; GCC makes two or three, so that it gets the
 * instruction by its own inline assembly, unless THIMBLE_NO_ASSEMBLY is defined. The bits are the same. */
#ifndef THIMBLE_HALFWORDS_DSP_H
#define THIMBLE_HALFWORDS_DSP_H

#include <arm_acle.h>
#include <stdint.h>

#if defined(__GNUC__) && !defined(__clang__) && !defined(__ARMCC_VERSION) && !defined(__ICCARM__) && \
    !defined(THIMBLE_NO_ASSEMBLY)
#define THIMBLE_GCC_ASSEMBLY 1
#else
#define THIMBLE_GCC_ASSEMBLY 0
#endif

/* Bytes 1, 2, 3, 0. */
static inline uint32_t thimble_turned_bytes(uint32_t word)
{
    return (word >> 8) | (word << 24);
}

/* Bytes 1 and 3 of a word as halfwords; bytes 0 and 2 are __sxtb16. */
static inline uint32_t thimble_odd_bytes(uint32_t word)
{
#if THIMBLE_GCC_ASSEMBLY
    uint32_t halfwords;
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(halfwords) : "r"(word));
    return halfwords;
#else
    return (uint32_t)__sxtb16((int8x4_t)thimble_turned_bytes(word));
#endif
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
#if THIMBLE_GCC_ASSEMBLY
    uint32_t added;
    __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(added) : "r"(sums), "r"(word));
    return added;
#else
    return (uint32_t)__sxtab16((int16x2_t)sums, (int8x4_t)thimble_turned_bytes(word));
#endif
}

/* (low, high) as halfwords of a word. */
static inline uint32_t thimble_pair(int32_t low, int32_t high)
{
    return ((uint32_t)low & 0xffffU) | ((uint32_t)high << 16);
}

/* The lower halfwords of two words, the first below; and the upper ones. */
static inline uint32_t thimble_lower_halves(uint32_t first, uint32_t second)
{
#if THIMBLE_GCC_ASSEMBLY
    uint32_t both;
    __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(both) : "r"(first), "r"(second));
    return both;
#else
    return (first & 0xffffU) | (second << 16);
#endif
}

static inline uint32_t thimble_upper_halves(uint32_t first, uint32_t second)
{
#if THIMBLE_GCC_ASSEMBLY
    uint32_t both;
    __asm__("pkhtb %0, %1, %2, asr #16" : "=r"(both) : "r"(second), "r"(first));
    return both;
#else
    return (second & 0xffff0000U) | (first >> 16);
#endif
}

/* Cut off to so many bits, a constant. GCC's own __ssat does not pass its -Wsign-conversion. */
#if defined(__GNUC__) && !defined(__clang__) && !defined(__ARMCC_VERSION) && !defined(__ICCARM__)
#define THIMBLE_CUT(x, bits) ((int32_t)__builtin_arm_ssat(x, bits))
#else
#define THIMBLE_CUT(x, bits) ((int32_t)__ssat(x, bits))
#endif

static inline int32_t thimble_cut16(int32_t x)
{
    return THIMBLE_CUT(x, 16);
}

static inline int8_t thimble_cut8(int32_t x)
{
    return (int8_t)THIMBLE_CUT(x, 8);
}

/* a b / 2^32 rounded to the nearest, halves upwards. */
static inline int32_t thimble_smmulr(int32_t a, int32_t b)
{
#if THIMBLE_GCC_ASSEMBLY
    int32_t product;
    __asm__("smmulr %0, %1, %2" : "=r"(product) : "r"(a), "r"(b));
    return product;
#else
    return (int32_t)(((int64_t)a * b + 0x80000000LL) >> 32);
#endif
}

/* c + a b / 2^32, rounded down; the sum fits 32 bits. */
static inline int32_t thimble_smmla(int32_t a, int32_t b, int32_t c)
{
#if THIMBLE_GCC_ASSEMBLY
    int32_t sum;
    __asm__("smmla %0, %1, %2, %3" : "=r"(sum) : "r"(a), "r"(b), "r"(c));
    return sum;
#else
    return c + (int32_t)(((int64_t)a * b) >> 32);
#endif
}

/* The same, rounded to the nearest. */
static inline int32_t thimble_smmlar(int32_t a, int32_t b, int32_t c)
{
#if THIMBLE_GCC_ASSEMBLY
    int32_t sum;
    __asm__("smmlar %0, %1, %2, %3" : "=r"(sum) : "r"(a), "r"(b), "r"(c));
    return sum;
#else
    return c + thimble_smmulr(a, b);
#endif
}

#endif
