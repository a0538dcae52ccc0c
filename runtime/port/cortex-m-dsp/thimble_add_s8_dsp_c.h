/* thimble_add_s8_dsp.inc in C. */
#ifndef THIMBLE_ADD_S8_DSP_C_H
#define THIMBLE_ADD_S8_DSP_C_H

#include "thimble_add_s8_dsp.h"
#include "thimble_c_forms_dsp.h"

/* Byte \number of both words. */
#define THIMBLE_ADD_ONE(number)                                                           \
    output[number] = thimble_cut8(((int8_t)(a >> (8 * (number))) * first +                \
                                   (int8_t)(b >> (8 * (number))) * second + constant) >>  \
                                  shift);

THIMBLE_PART void thimble_add_all_words(const int8_t *left, const int8_t *right, int8_t *output,
                                        int32_t words, const thimble_add_line *line, int32_t shift)
{
    const int32_t first = line->left;
    const int32_t second = line->right;
    const int32_t constant = line->constant;
    for (; words > 0; words--) {
        const uint32_t a = thimble_load4_s8(left);
        const uint32_t b = thimble_load4_s8(right);
        THIMBLE_ADD_ONE(0)
        THIMBLE_ADD_ONE(1)
        THIMBLE_ADD_ONE(2)
        THIMBLE_ADD_ONE(3)
        left += 4;
        right += 4;
        output += 4;
    }
}

#define THIMBLE_ADD(name, shift)                                                           \
    void name(const int8_t *left, const int8_t *right, int8_t *output, int32_t words,      \
              const thimble_add_line *line)                                                \
    {                                                                                      \
        thimble_add_all_words(left, right, output, words, line, shift);                    \
    }

#endif
