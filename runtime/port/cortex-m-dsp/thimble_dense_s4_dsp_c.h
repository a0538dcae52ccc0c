/* thimble_dense_s4_dsp.inc in C. */
#ifndef THIMBLE_DENSE_S4_DSP_C_H
#define THIMBLE_DENSE_S4_DSP_C_H

#include "thimble_c_forms_dsp.h"
#include "thimble_dense_s8_dsp.h"

/* All four rows, the lower three, two, and the lowest. */
typedef struct {
    int32_t of[4];
} thimble_dense_s4_sums;

/* Two taps. */
THIMBLE_PART void thimble_dense_s4_word(thimble_dense_s4_sums *sums, uint32_t weights,
                                        uint32_t values)
{
    sums->of[0] = thimble_smlad(weights, values, sums->of[0]);
    const uint32_t three = weights & 0x0fff0fffU;
    sums->of[1] = thimble_smlad(three, values, sums->of[1]);
    const uint32_t two = (uint32_t)__uxtb16((uint8x4_t)three);
    sums->of[2] = thimble_smlad(two, values, sums->of[2]);
    sums->of[3] = thimble_smlad(two & 0x000f000fU, values, sums->of[3]);
}

/* Four inputs. */
THIMBLE_PART void thimble_dense_s4_four(thimble_dense_s4_sums *sums, const int32_t *stream,
                                        const uint32_t *patch)
{
    thimble_hold_loads();
    const thimble_two_words weights = thimble_load2(stream);
    const thimble_two_words values = thimble_load2(patch);
    thimble_dense_s4_word(sums, weights.first, values.first);
    thimble_dense_s4_word(sums, weights.second, values.second);
}

#define THIMBLE_DENSE_S4_STEP(i)                                                         \
    thimble_dense_s4_four(&sums, stream + 2 * (i), patch + 2 * (i));

/* Row \number of four, by its three words. */
#define THIMBLE_DENSE_S4_OUT(number, sum)                                                \
    output[number] = thimble_low_row_s8(sum, stream[3 * (number)], stream[3 * (number) + 1], \
                                        stream[3 * (number) + 2], shift, any);

THIMBLE_PART const int32_t *thimble_dense_s4_rows(const uint32_t *start, const int32_t *stream,
                                                  int8_t *output, int32_t rows,
                                                  int32_t patch_bytes, int32_t unroll,
                                                  int32_t shift, int32_t any)
{
    const uint32_t *end = start + patch_bytes / 4;
    const int32_t *before = (const int32_t *)(const void *)start - 3;
    for (; rows > 0; rows -= 4) {
        const uint32_t *patch = start;
        const thimble_dense_s4_sums biases = {
            {thimble_wrapped_less(stream[0], before[2]), thimble_wrapped_less(stream[1], before[2]),
             thimble_wrapped_less(stream[2], before[1]), thimble_wrapped_less(stream[3], before[0])}};
        thimble_dense_s4_sums sums = biases;
        stream += 4;
        do {
            THIMBLE_TIMES_16(2 * unroll, THIMBLE_DENSE_S4_STEP)
            patch += 4 * unroll;
            stream += 4 * unroll;
        } while (patch != end);
        THIMBLE_DENSE_S4_OUT(0, sums.of[3])
        THIMBLE_DENSE_S4_OUT(1, thimble_wrapped_less(sums.of[2], sums.of[3]) >> 4)
        THIMBLE_DENSE_S4_OUT(2, thimble_wrapped_less(sums.of[1], sums.of[2]) >> 8)
        THIMBLE_DENSE_S4_OUT(3, thimble_wrapped_less(sums.of[0], sums.of[1]) >> 12)
        stream += 12;
        output += 4;
    }
    return stream;
}

#define THIMBLE_DENSE_S4(name, unroll, shift, any)                                         \
    const int32_t *name(const uint32_t *patch, const int32_t *stream, int8_t *output,      \
                        int32_t rows, int32_t patch_bytes)                                 \
    {                                                                                      \
        return thimble_dense_s4_rows(patch, stream, output, rows, patch_bytes, unroll,     \
                                     shift, any);                                          \
    }

#endif
