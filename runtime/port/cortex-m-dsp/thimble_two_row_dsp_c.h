/* thimble_two_row_dsp.inc in C. */
#ifndef THIMBLE_TWO_ROW_DSP_C_H
#define THIMBLE_TWO_ROW_DSP_C_H

#include "thimble_c_forms_dsp.h"
#include "thimble_two_row_dsp.h"

/* Of three pixels: the low row, and 256 times the high row with the low one. */
typedef struct {
    int32_t both[3];
    int32_t low[3];
} thimble_two_row_sums;

/* Two taps of both rows for a word of each pixel. */
THIMBLE_PART void thimble_two_row_taps(thimble_two_row_sums *sums, uint32_t weights,
                                       uint32_t first, uint32_t second, uint32_t third)
{
    const uint32_t low = thimble_even_bytes(weights);
    sums->both[0] = thimble_smlad(weights, first, sums->both[0]);
    sums->both[1] = thimble_smlad(weights, second, sums->both[1]);
    sums->both[2] = thimble_smlad(weights, third, sums->both[2]);
    sums->low[0] = thimble_smlad(low, first, sums->low[0]);
    sums->low[1] = thimble_smlad(low, second, sums->low[1]);
    sums->low[2] = thimble_smlad(low, third, sums->low[2]);
}

/* Of a single last row, whose weights are plain halfwords. */
THIMBLE_PART void thimble_one_row_taps(thimble_two_row_sums *sums, uint32_t weights,
                                       uint32_t first, uint32_t second, uint32_t third)
{
    sums->low[0] = thimble_smlad(weights, first, sums->low[0]);
    sums->low[1] = thimble_smlad(weights, second, sums->low[1]);
    sums->low[2] = thimble_smlad(weights, third, sums->low[2]);
}

/* Four taps: two words of weights and six of pixels. */
THIMBLE_PART void thimble_two_row_step(thimble_two_row_sums *sums, const int32_t *stream,
                                       const uint32_t *patches, int32_t rows)
{
    thimble_hold_loads();
    const thimble_two_words weights = thimble_load2(stream);
    const thimble_two_words even = thimble_load2(patches);
    if (rows == 2) {
        thimble_two_row_taps(sums, weights.first, even.first, even.second, patches[2]);
    } else {
        thimble_one_row_taps(sums, weights.first, even.first, even.second, patches[2]);
    }
    thimble_hold_loads();
    const thimble_two_words odd = thimble_load2(patches + 3);
    if (rows == 2) {
        thimble_two_row_taps(sums, weights.second, odd.first, odd.second, patches[5]);
    } else {
        thimble_one_row_taps(sums, weights.second, odd.first, odd.second, patches[5]);
    }
}

#define THIMBLE_TWO_ROW_STEP(i) \
    thimble_two_row_step(&sums, stream + 2 * (i), patches + 6 * (i), 2);
#define THIMBLE_ONE_ROW_STEP(i) \
    thimble_two_row_step(&sums, stream + 2 * (i), patches + 6 * (i), 1);

THIMBLE_PART const int32_t *thimble_low_pixels(const thimble_two_row_sums *sums,
                                               const int32_t *stream, int8_t *output,
                                               int32_t pitch, int32_t shift, int32_t any)
{
    const int32_t m = stream[0];
    const int32_t c = stream[1];
    const int32_t own = stream[2];
    output[0] = thimble_low_row_s8(sums->low[0], m, c, own, shift, any);
    output[pitch] = thimble_low_row_s8(sums->low[1], m, c, own, shift, any);
    output[2 * pitch] = thimble_low_row_s8(sums->low[2], m, c, own, shift, any);
    return stream + 3;
}

THIMBLE_PART const int32_t *thimble_high_pixels(const thimble_two_row_sums *sums,
                                                const int32_t *stream, int8_t *output,
                                                int32_t pitch, int32_t any)
{
    const int32_t m = stream[0];
    const int32_t c = stream[1];
    const int32_t own = stream[2];
    const int32_t first = thimble_wrapped_less(sums->both[0], sums->low[0]);
    const int32_t second = thimble_wrapped_less(sums->both[1], sums->low[1]);
    const int32_t third = thimble_wrapped_less(sums->both[2], sums->low[2]);
    output[0] = thimble_high_row_s8(first, m, c, own, any);
    output[pitch] = thimble_high_row_s8(second, m, c, own, any);
    output[2 * pitch] = thimble_high_row_s8(third, m, c, own, any);
    return stream + 3;
}

THIMBLE_PART void thimble_two_row_rows(const uint32_t *start, const int32_t *stream,
                                       int8_t *output, const thimble_two_row_shape *shape,
                                       int32_t unroll, int32_t shift, int32_t any, int32_t odd)
{
    const int32_t pitch = shape->pitch;
    const int8_t *end = output + shape->pairs;
    while (output != end) {
        const uint32_t *patches = start;
        int32_t turns = shape->turns;
        const int32_t both = stream[0];
        const int32_t low = stream[1];
        thimble_two_row_sums sums = {{both, both, both}, {low, low, low}};
        stream += 2;
        do {
            THIMBLE_TIMES_16(unroll, THIMBLE_TWO_ROW_STEP)
            stream += 2 * unroll;
            patches += 6 * unroll;
            turns--;
        } while (turns != 0);
        stream = thimble_low_pixels(&sums, stream, output, pitch, shift, any);
        stream = thimble_high_pixels(&sums, stream, output + 1, pitch, any);
        output += 2;
    }
    if (odd) {
        const uint32_t *patches = start;
        int32_t turns = shape->turns;
        const int32_t low = *stream++;
        thimble_two_row_sums sums = {{0, 0, 0}, {low, low, low}};
        do {
            THIMBLE_TIMES_16(unroll, THIMBLE_ONE_ROW_STEP)
            stream += 2 * unroll;
            patches += 6 * unroll;
            turns--;
        } while (turns != 0);
        (void)thimble_low_pixels(&sums, stream, output, pitch, shift, any);
    }
}

/* Where all steps are unrolled the loop goes round once: without it compilers would keep the addresses of
 * all patches, which are the same for all rows, on the stack. */
#define THIMBLE_TWO_ROW(name, unroll, loops, shift, any, odd)                              \
    void name(const uint32_t *patches, const int32_t *stream, int8_t *output,              \
              const thimble_two_row_shape *shape)                                          \
    {                                                                                      \
        thimble_two_row_rows(patches, stream, output, shape, unroll, shift, any, odd);     \
    }

#endif
