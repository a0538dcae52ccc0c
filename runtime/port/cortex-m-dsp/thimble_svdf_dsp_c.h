/* thimble_svdf_dsp.inc in C. */
#ifndef THIMBLE_SVDF_DSP_C_H
#define THIMBLE_SVDF_DSP_C_H

#include "thimble_c_forms_dsp.h"
#include "thimble_svdf_s8_dsp.h"

/* Moves a word on by one number, which comes from the next word, and adds what it weighs. */
THIMBLE_PART int32_t thimble_svdf_word(uint32_t *memory, uint32_t now, uint32_t next,
                                       const int32_t *weight, int32_t wide, int32_t sum)
{
    if (wide) {
        const uint32_t word = (now >> 16) | (next << 16);
        *memory = word;
        return thimble_smlad(word, (uint32_t)*weight, sum);
    }
    const uint32_t word = (now >> 8) | (next << 24);
    const thimble_two_words weights = thimble_load2(weight);
    *memory = word;
    sum = thimble_smlad(thimble_even_bytes(word), weights.first, sum);
    return thimble_smlad(thimble_odd_bytes(word), weights.second, sum);
}

THIMBLE_PART void thimble_svdf_filters(uint32_t *memory, const int32_t *weight, int32_t *sums,
                                       int32_t filters, int32_t words, int32_t wide)
{
    const int32_t each = wide ? 1 : 2; /* words of weights for a word of memory */
    for (; filters > 0; filters--) {
        int32_t sum = 0;
        uint32_t now = *memory;
        for (int32_t left = words - 1; left > 0; left--) {
            const uint32_t next = memory[1];
            sum = thimble_svdf_word(memory, now, next, weight, wide, sum);
            now = next;
            memory++;
            weight += each;
        }
        sum = thimble_svdf_word(memory, now, (uint32_t)*sums, weight, wide, sum);
        memory++;
        weight += each;
        *sums++ = sum;
    }
}

#define THIMBLE_SVDF(name, words, wide)                                                    \
    void name(int8_t *memory, const int32_t *weight, int32_t *sums, int32_t filters)       \
    {                                                                                      \
        thimble_svdf_filters((uint32_t *)(void *)memory, weight, sums, filters, words,     \
                             wide);                                                        \
    }

#endif
