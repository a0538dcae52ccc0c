/* thimble_depthwise2d_dsp.inc in C. */
#ifndef THIMBLE_DEPTHWISE2D_DSP_C_H
#define THIMBLE_DEPTHWISE2D_DSP_C_H

#include "thimble_c_forms_dsp.h"
#include "thimble_depthwise2d_s8_dsp.h"

/* Of four channels. */
typedef struct {
    int32_t of[4];
} thimble_four_sums;

THIMBLE_PART void thimble_two_taps_of_four(thimble_four_sums *sums, uint32_t first,
                                           uint32_t second, const int32_t *table)
{
    const uint32_t lower = thimble_lower_halves(first, second);
    const uint32_t upper = thimble_upper_halves(first, second);
    const thimble_two_words a = thimble_load2(table);
    const thimble_two_words b = thimble_load2(table + 2);
    sums->of[0] = thimble_smlad(thimble_even_bytes(lower), a.first, sums->of[0]);
    sums->of[1] = thimble_smlad(thimble_odd_bytes(lower), a.second, sums->of[1]);
    sums->of[2] = thimble_smlad(thimble_even_bytes(upper), b.first, sums->of[2]);
    sums->of[3] = thimble_smlad(thimble_odd_bytes(upper), b.second, sums->of[3]);
}

THIMBLE_PART void thimble_one_tap_of_four(thimble_four_sums *sums, uint32_t pixel,
                                          const int32_t *table)
{
    const int32_t even = (int32_t)thimble_even_bytes(pixel);
    const int32_t odd = (int32_t)thimble_odd_bytes(pixel);
    sums->of[0] = __smlabb(even, table[0], sums->of[0]);
    sums->of[1] = __smlabt(odd, table[0], sums->of[1]);
    sums->of[2] = __smlatb(even, table[1], sums->of[2]);
    sums->of[3] = __smlatt(odd, table[1], sums->of[3]);
}

/* Tap i of the kernel, four channels of it. */
#define THIMBLE_TAP(i) thimble_load4_s8(patch + (i) / taps * line + (i) % taps * step)
#define THIMBLE_TWO_TAPS(i)  \
    thimble_hold_loads();    \
    thimble_two_taps_of_four(&sums, THIMBLE_TAP(2 * (i)), THIMBLE_TAP(2 * (i) + 1), table + 4 * (i));

/* Channel i of four, by its words of the table. */
THIMBLE_PART int8_t thimble_pixel_out(int32_t sum, const int32_t *own, int32_t shift, int32_t any)
{
    thimble_hold_loads();
    const thimble_two_words by = thimble_load2(own);
    if (any) {
        return thimble_low_row_s8(sum, (int32_t)by.first, (int32_t)by.second, own[2], 0, 1);
    }
    return thimble_ready_row_s8(sum, (int32_t)by.first, (int32_t)by.second, 0, shift, 0);
}

#define THIMBLE_PIXEL_OUT(i) \
    output[i] = thimble_pixel_out(sums.of[i], table + (any ? 3 : 2) * (i), shift, any);

THIMBLE_PART void thimble_depthwise_pixel_groups(const int8_t *patch, const int32_t *table,
                                                 int32_t groups, int8_t *output, int32_t rows,
                                                 int32_t taps, int32_t step, int32_t line,
                                                 int32_t shift, int32_t any)
{
    const int32_t pairs = rows * taps / 2;
    for (; groups > 0; groups--) {
        thimble_four_sums sums = {{table[0], table[1], table[2], table[3]}};
        table += 4;
        THIMBLE_TIMES_32(pairs, THIMBLE_TWO_TAPS)
        table += 4 * pairs;
        if (rows * taps % 2) {
            thimble_one_tap_of_four(&sums, THIMBLE_TAP(2 * pairs), table);
            table += 2;
        }
        THIMBLE_FOUR(4, 0, THIMBLE_PIXEL_OUT)
        table += any ? 12 : 8;
        patch += 4;
        output += 4;
    }
}

#define THIMBLE_DEPTHWISE_PIXEL(name, rows, taps, step, line, shift, any)                  \
    void name(const int8_t *patch, const int32_t *table, int32_t groups, int8_t *output)   \
    {                                                                                      \
        thimble_depthwise_pixel_groups(patch, table, groups, output, rows, taps, step,     \
                                       line, shift, any);                                  \
    }

#endif
