/* How a layer's sums come back to int8 without the product of 62 bits that the definition rounds, which
 * costs a core without long products a hundred instructions.
 *
 * An output has 256 steps at most, and a sum that lies beyond the outermost two can be cut off before it
 * is multiplied. What is left fits 20 bits, and
 *
 *     output = (floor(sum * m / 2^20) + c - (sum < 0 ? 2^11 : 0)) >> shift
 *
 * has intermediate values of 32 bits alone. The compiler has found m, c and shift for each channel, and
 * proven at every step that the definition makes, in whichever rounding, that both step there; what is
 * taken from negative sums is their second rounding, of halves away from zero. An activation's range is
 * in the two ends. */
#ifndef THIMBLE_STEPS_S8_H
#define THIMBLE_STEPS_S8_H

#include <stdint.h>

/* Words of one channel: what the kernel's sum lacks of the channel's, the sum below which the output is
 * the least, the sum above which it is the largest, m, c, shift. */
enum { thimble_steps_words = 6 };

/* floor(sum * m / 2^20) modulo 2^32, for sums of 20 bits. */
static inline uint32_t thimble_step_product(int32_t sum, uint32_t m)
{
#if defined(__ARM_ARCH_6M__)
    /* of m 12 bits times all of the sum, of the sum 8 bits and the rest times the rest of m */
    const uint32_t upper = m >> 12;
    const int32_t lower = (sum * (int32_t)(m & 0xfffU)) >> 12;
    const int32_t middle = ((int32_t)((uint32_t)(uint8_t)sum * upper) + lower) >> 8;
    return (uint32_t)(sum >> 8) * upper + (uint32_t)middle;
#else
    return (uint32_t)(((int64_t)sum * (int32_t)m) >> 20);
#endif
}

static inline int8_t thimble_step_s8(const int32_t *steps, int32_t sum)
{
    const int32_t whole = sum + steps[0];
    const int32_t over = whole < steps[1] ? steps[1] : whole;
    const int32_t cut = over > steps[2] ? steps[2] : over;
    const uint32_t below = (uint32_t)(cut >> 31) << 11;
    const uint32_t product = thimble_step_product(cut, (uint32_t)steps[3]);
    return (int8_t)((int32_t)(product + below + (uint32_t)steps[4]) >> steps[5]);
}

#endif
