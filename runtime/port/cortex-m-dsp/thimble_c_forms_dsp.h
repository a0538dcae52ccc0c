/* How the routines of this port are written in C99 with ACLE's intrinsics, for compilers that do not read
 * GNU assembly. Each thimble_<name>_dsp_c.h stands beside the thimble_<name>_dsp.inc that explains the
 * trick and the tables: both read the same ones, give the same bits, and take the same numbers, so that
 * `THIMBLE_<NAME>(symbol, numbers)` in C is what the macro `thimble_<name> symbol, numbers` is there. */
#ifndef THIMBLE_C_FORMS_DSP_H
#define THIMBLE_C_FORMS_DSP_H

#include "thimble_clamp_s8_dsp.h"
#include "thimble_halfwords_dsp.h"

#ifndef __ARM_FEATURE_DSP
#error "This library was made for a Cortex-M with DSP extension; make it again for this board."
#endif

/* The numbers of a routine are constants only inside of it: its parts must become one function. */
#if defined(__ICCARM__)
#define THIMBLE_PART _Pragma("inline=forced") static inline
#elif defined(__GNUC__) || defined(__clang__)
#define THIMBLE_PART static inline __attribute__((always_inline))
#else
#define THIMBLE_PART static inline
#endif

/* DO(0) to DO(count - 1) one after the other without a loop, count a constant of 16 or 32 at most. */
#define THIMBLE_ONE(count, i, DO) \
    if ((count) > (i)) {          \
        DO(i)                     \
    }
#define THIMBLE_FOUR(count, i, DO)  \
    THIMBLE_ONE(count, (i), DO)     \
    THIMBLE_ONE(count, (i) + 1, DO) \
    THIMBLE_ONE(count, (i) + 2, DO) \
    THIMBLE_ONE(count, (i) + 3, DO)
#define THIMBLE_TIMES_16(count, DO) \
    THIMBLE_FOUR(count, 0, DO)      \
    THIMBLE_FOUR(count, 4, DO)      \
    THIMBLE_FOUR(count, 8, DO)      \
    THIMBLE_FOUR(count, 12, DO)
#define THIMBLE_TIMES_32(count, DO) \
    THIMBLE_TIMES_16(count, DO)     \
    THIMBLE_FOUR(count, 16, DO)     \
    THIMBLE_FOUR(count, 20, DO)     \
    THIMBLE_FOUR(count, 24, DO)     \
    THIMBLE_FOUR(count, 28, DO)

/* Sums that may go round 32 bits on their way. */
THIMBLE_PART int32_t thimble_wrapped_less(int32_t a, int32_t b)
{
    return (int32_t)((uint32_t)a - (uint32_t)b);
}

THIMBLE_PART int32_t thimble_wrapped_sum(int32_t a, int32_t b)
{
    return (int32_t)((uint32_t)a + (uint32_t)b);
}

THIMBLE_PART int32_t thimble_shifted_left(int32_t a, int32_t by)
{
    return (int32_t)((uint32_t)a << by);
}

/* Two words that lie side by side: LDRD and STRD, which GCC seldom makes of two words by itself. */
typedef struct {
    uint32_t first;
    uint32_t second;
} thimble_two_words;

#if THIMBLE_GCC_ASSEMBLY
typedef uint64_t thimble_words_in_memory __attribute__((aligned(4), may_alias));
#endif

THIMBLE_PART thimble_two_words thimble_load2(const void *from)
{
    thimble_two_words words;
#if THIMBLE_GCC_ASSEMBLY
    __asm__("ldrd %0, %1, %2"
            : "=r"(words.first), "=r"(words.second)
            : "m"(*(const thimble_words_in_memory *)from));
#else
    const uint32_t *at = (const uint32_t *)from;
    words.first = at[0];
    words.second = at[1];
#endif
    return words;
}

/* No load after this comes before it: GCC would bring many of an unrolled loop forward, and then has no
 * registers for them. */
THIMBLE_PART void thimble_hold_loads(void)
{
#if THIMBLE_GCC_ASSEMBLY
    __asm__ volatile("" ::: "memory");
#endif
}

THIMBLE_PART void thimble_store2(void *to, uint32_t first, uint32_t second)
{
#if THIMBLE_GCC_ASSEMBLY
    __asm__("strd %1, %2, %0"
            : "=m"(*(thimble_words_in_memory *)to)
            : "r"(first), "r"(second));
#else
    uint32_t *at = (uint32_t *)to;
    at[0] = first;
    at[1] = second;
#endif
}

/* Products of two halfwords with two others, added to a sum. */
THIMBLE_PART int32_t thimble_smlad(uint32_t a, uint32_t b, int32_t sum)
{
    return (int32_t)__smlad((int16x2_t)a, (int16x2_t)b, sum);
}

/* How sums come back to int8: see thimble_two_row_dsp.inc. `shift` and `any` are constants. */
THIMBLE_PART int8_t thimble_low_row_s8(int32_t sum, int32_t multiplier, int32_t constant,
                                       int32_t own, int32_t shift, int32_t any)
{
    if (any) {
        const int32_t twice = thimble_shifted_left(sum, 1);
        const int32_t product = thimble_smmlar(twice, multiplier, constant + (twice >> 31));
        return thimble_cut8(product >> own);
    }
    const int32_t scaled = thimble_shifted_left(sum, own);
    return thimble_cut8(thimble_smmla(scaled, multiplier, constant) >> shift);
}

/* The sum arrives times 256. */
THIMBLE_PART int8_t thimble_high_row_s8(int32_t sum, int32_t multiplier, int32_t constant,
                                        int32_t own, int32_t any)
{
    if (any) {
        const int32_t twice = sum >> 7;
        const int32_t product = thimble_smmlar(twice, multiplier, constant + (twice >> 31));
        return thimble_cut8(product >> own);
    }
    return thimble_cut8(thimble_smmla(sum, multiplier, constant) >> own);
}

/* What carries its power of two already; `below_zero` comes off the constant of negative sums. */
THIMBLE_PART int8_t thimble_ready_row_s8(int32_t sum, int32_t multiplier, int32_t constant,
                                         int32_t below_zero, int32_t shift, int32_t any)
{
    const int32_t added = any ? constant - (below_zero & (sum >> 31)) : constant;
    return thimble_cut8(thimble_smmla(sum, multiplier, added) >> shift);
}

#endif
