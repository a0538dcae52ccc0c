/* thimble_winograd3x3_dsp.inc in C. */
#ifndef THIMBLE_WINOGRAD3X3_DSP_C_H
#define THIMBLE_WINOGRAD3X3_DSP_C_H

#include "thimble_c_forms_dsp.h"
#include "thimble_winograd3x3_s8_dsp.h"

THIMBLE_PART uint32_t thimble_sum16(uint32_t a, uint32_t b)
{
    return (uint32_t)__sadd16((int16x2_t)a, (int16x2_t)b);
}

THIMBLE_PART uint32_t thimble_less16(uint32_t a, uint32_t b)
{
    return (uint32_t)__ssub16((int16x2_t)a, (int16x2_t)b);
}

/* ---- products ---- */

/* Of two tiles with two outputs: tile 0 and both outputs, tile 1 and both. */
typedef struct {
    int32_t of[4];
} thimble_winograd_sums;

/* Where the two streams stand. */
typedef struct {
    const uint32_t *v;
    const int32_t *u;
} thimble_winograd_at;

/* Four channels. */
THIMBLE_PART void thimble_winograd_step(thimble_winograd_sums *sums, const uint32_t *v,
                                        const int32_t *u)
{
    thimble_hold_loads();
    const thimble_two_words first = thimble_load2(u);
    const thimble_two_words second = thimble_load2(u + 2);
    const thimble_two_words left = thimble_load2(v);
    sums->of[0] = thimble_smlad(left.first, first.first, sums->of[0]);
    sums->of[0] = thimble_smlad(left.second, first.second, sums->of[0]);
    sums->of[1] = thimble_smlad(left.first, second.first, sums->of[1]);
    sums->of[1] = thimble_smlad(left.second, second.second, sums->of[1]);
    const thimble_two_words right = thimble_load2(v + 2);
    sums->of[2] = thimble_smlad(right.first, first.first, sums->of[2]);
    sums->of[2] = thimble_smlad(right.second, first.second, sums->of[2]);
    sums->of[3] = thimble_smlad(right.first, second.first, sums->of[3]);
    sums->of[3] = thimble_smlad(right.second, second.second, sums->of[3]);
}

#define THIMBLE_WINOGRAD_STEP(i) thimble_winograd_step(&sums, at->v + 4 * (i), at->u + 4 * (i));

/* One position: `steps` of four channels, `turn` of them without a loop. */
THIMBLE_PART thimble_winograd_sums thimble_winograd_position(thimble_winograd_sums sums,
                                                             thimble_winograd_at *at,
                                                             int32_t steps, int32_t turn)
{
    int32_t turns = steps / turn;
    do {
        THIMBLE_TIMES_16(turn, THIMBLE_WINOGRAD_STEP)
        at->v += 4 * turn;
        at->u += 4 * turn;
        turns--;
    } while (turns != 0);
    return sums;
}

THIMBLE_PART thimble_winograd_sums thimble_winograd_plus(const thimble_winograd_sums *a,
                                                         const thimble_winograd_sums *b)
{
    const thimble_winograd_sums sums = {
        {thimble_wrapped_sum(a->of[0], b->of[0]), thimble_wrapped_sum(a->of[1], b->of[1]),
         thimble_wrapped_sum(a->of[2], b->of[2]), thimble_wrapped_sum(a->of[3], b->of[3])}};
    return sums;
}

THIMBLE_PART thimble_winograd_sums thimble_winograd_minus(const thimble_winograd_sums *a,
                                                          const thimble_winograd_sums *b)
{
    const thimble_winograd_sums sums = {
        {thimble_wrapped_less(a->of[0], b->of[0]), thimble_wrapped_less(a->of[1], b->of[1]),
         thimble_wrapped_less(a->of[2], b->of[2]), thimble_wrapped_less(a->of[3], b->of[3])}};
    return sums;
}

/* One column from the sums that it begins with: the two rows of the output. */
THIMBLE_PART void thimble_winograd_column(thimble_winograd_sums from, thimble_winograd_at *at,
                                          int32_t stride, int32_t steps, int32_t turn,
                                          thimble_winograd_sums row[2])
{
    const thimble_winograd_sums nothing = {{0, 0, 0, 0}};
    from = thimble_winograd_position(from, at, steps, turn);
    if (stride == 1) {
        /* row 1, then row 2: output row 0 is their sum and row 0, output row 1 their difference less row 3 */
        const thimble_winograd_sums next = thimble_winograd_position(nothing, at, steps, turn);
        row[1] = thimble_winograd_minus(&from, &next);
        row[0] = thimble_winograd_position(thimble_winograd_plus(&from, &next), at, steps, turn);
        row[1] = thimble_winograd_position(row[1], at, steps, turn);
    } else {
        /* row 1: output row 0 is that and rows 0 and 3, output row 1 that less row 2, and row 4 */
        row[1] = from;
        from = thimble_winograd_position(from, at, steps, turn);
        row[0] = thimble_winograd_position(from, at, steps, turn);
        from = thimble_winograd_position(row[1], at, steps, turn);
        row[1] = thimble_winograd_position(from, at, steps, turn);
    }
}

/* ---- back to int8 ---- */

/* What follows the columns of two outputs in U. */
typedef struct {
    const int32_t *ends;
    int32_t outputs; /* bytes of a pixel */
    int32_t shift;
    int32_t any;
    int32_t late; /* whether sums are shifted to the left first */
} thimble_winograd_way_back;

/* Output `o` of four pixels side by side: left and right of tile 0, left and right of tile 1. */
THIMBLE_PART void thimble_winograd_store(const thimble_winograd_way_back *way, int32_t o,
                                         const thimble_winograd_sums *left,
                                         const thimble_winograd_sums *right, int8_t *to)
{
    const int32_t *own = way->ends + o * (way->any ? 3 : 2);
    const int32_t m = own[0];
    const int32_t c = own[1];
    const int32_t z = way->any ? own[2] : 0;
    const int32_t by = way->late ? way->ends[4 + 2 * way->any + o] : 0;
    const int32_t sums[4] = {left->of[o], right->of[o], left->of[o + 2], right->of[o + 2]};
#define THIMBLE_WINOGRAD_PIXEL(i)                                                           \
    to[(i)*way->outputs + o] = thimble_ready_row_s8(                                        \
        way->late ? thimble_shifted_left(sums[i], by) : sums[i], m, c, z, way->shift, way->any);
    THIMBLE_FOUR(4, 0, THIMBLE_WINOGRAD_PIXEL)
#undef THIMBLE_WINOGRAD_PIXEL
}

/* From the columns of one row of the output to its pixels. */
THIMBLE_PART void thimble_winograd_row(const thimble_winograd_way_back *way,
                                       thimble_winograd_sums (*columns)[2], int32_t row,
                                       int32_t stride, int8_t *to)
{
    const thimble_winograd_sums *first = &columns[0][row];
    const thimble_winograd_sums *second = &columns[1][row];
    const thimble_winograd_sums *third = &columns[2][row];
    const thimble_winograd_sums *fourth = &columns[3][row];
    thimble_winograd_sums left = thimble_winograd_plus(first, second);
    thimble_winograd_sums right = thimble_winograd_minus(second, third);
    if (stride == 1) {
        left = thimble_winograd_plus(&left, third);
        right = thimble_winograd_minus(&right, fourth);
    } else {
        left = thimble_winograd_plus(&left, fourth);
        right = thimble_winograd_plus(&right, &columns[4][row]);
    }
    thimble_winograd_store(way, 0, &left, &right, to);
    thimble_winograd_store(way, 1, &left, &right, to);
}

THIMBLE_PART void thimble_winograd_block(const uint32_t *v, const int32_t *u, int8_t *output,
                                         int32_t made, int32_t stride, int32_t channels,
                                         int32_t line, int32_t outputs, int32_t turn,
                                         int32_t shift, int32_t any, int32_t late)
{
    const int32_t steps = channels / 4;
    const thimble_winograd_sums nothing = {{0, 0, 0, 0}};
    for (; made > 0; made -= 2) {
        thimble_winograd_sums columns[5][2];
        thimble_winograd_at at = {v, u};
        for (int32_t column = 0; column < 3 + stride; column++) {
            thimble_winograd_sums from = nothing;
            if (column == 1) {
                const thimble_winograd_sums biases = {{at.u[0], at.u[1], at.u[0], at.u[1]}};
                from = biases;
                at.u += 2;
            }
            thimble_winograd_column(from, &at, stride, steps, turn, columns[column]);
        }
        const thimble_winograd_way_back way = {at.u, outputs, shift, any, late};
        thimble_winograd_row(&way, columns, 0, stride, output);
        thimble_winograd_row(&way, columns, 1, stride, output + line);
        u = at.u + 4 + 2 * any + 2 * late;
        output += 2;
    }
}

/* ---- along the rows ---- */

THIMBLE_PART thimble_two_words thimble_channels_at(const uint32_t *row, int32_t pixel)
{
    return thimble_load2(row + pixel);
}

THIMBLE_PART void thimble_put(uint32_t *to, thimble_two_words four)
{
    thimble_store2(to, four.first, four.second);
}

THIMBLE_PART thimble_two_words thimble_plus16(thimble_two_words a, thimble_two_words b)
{
    const thimble_two_words sum = {thimble_sum16(a.first, b.first), thimble_sum16(a.second, b.second)};
    return sum;
}

THIMBLE_PART thimble_two_words thimble_minus16(thimble_two_words a,
                                                   thimble_two_words b)
{
    const thimble_two_words less = {thimble_less16(a.first, b.first),
                                        thimble_less16(a.second, b.second)};
    return less;
}

/* Four channels of pixels a to f of a row; `column` words from a column of V to the next. */
THIMBLE_PART void thimble_along1(const uint32_t *row, int32_t pixel, uint32_t *v, int32_t column)
{
    const thimble_two_words a = thimble_channels_at(row, 0);
    const thimble_two_words b = thimble_channels_at(row, pixel);
    const thimble_two_words c = thimble_channels_at(row, 2 * pixel);
    thimble_put(v, thimble_minus16(a, c));
    thimble_put(v + column, thimble_plus16(b, c));
    thimble_put(v + 2 * column, thimble_minus16(c, b));
    const thimble_two_words d = thimble_channels_at(row, 3 * pixel);
    thimble_put(v + 3 * column, thimble_minus16(b, d));
    const thimble_two_words e = thimble_channels_at(row, 4 * pixel);
    thimble_put(v + 2, thimble_minus16(c, e));
    thimble_put(v + column + 2, thimble_plus16(d, e));
    thimble_put(v + 2 * column + 2, thimble_minus16(e, d));
    const thimble_two_words f = thimble_channels_at(row, 5 * pixel);
    thimble_put(v + 3 * column + 2, thimble_minus16(d, f));
}

/* The same of pixels a to i with stride 2. */
THIMBLE_PART void thimble_along2(const uint32_t *row, int32_t pixel, uint32_t *v, int32_t column)
{
    const thimble_two_words a = thimble_channels_at(row, 0);
    const thimble_two_words c = thimble_channels_at(row, 2 * pixel);
    const thimble_two_words e = thimble_channels_at(row, 4 * pixel);
    thimble_put(v, thimble_minus16(a, c));
    thimble_put(v + column, c);
    thimble_put(v + 2 * column, thimble_minus16(c, e));
    thimble_put(v + 3 * column, thimble_channels_at(row, pixel));
    thimble_put(v + 4 * column, thimble_channels_at(row, 3 * pixel));
    const thimble_two_words g = thimble_channels_at(row, 6 * pixel);
    const thimble_two_words i = thimble_channels_at(row, 8 * pixel);
    thimble_put(v + 2, thimble_minus16(e, g));
    thimble_put(v + column + 2, g);
    thimble_put(v + 2 * column + 2, thimble_minus16(g, i));
    thimble_put(v + 3 * column + 2, thimble_channels_at(row, 5 * pixel));
    thimble_put(v + 4 * column + 2, thimble_channels_at(row, 7 * pixel));
}

THIMBLE_PART void thimble_winograd_along_rows(const uint32_t *rows, uint32_t *v, int32_t stride,
                                              int32_t channels, int32_t row_bytes)
{
    /* where a row stands in a column of V */
    const int32_t slots1[4] = {2, 0, 1, 3};
    const int32_t slots2[5] = {1, 0, 3, 2, 4};
    const int32_t pixel = channels / 2;
    const int32_t column = (stride == 1 ? 4 : 5) * channels;
    for (int32_t i = 0; i < 3 + stride; i++) {
        const uint32_t *row = rows + i * row_bytes / 4;
        uint32_t *to = v + (stride == 1 ? slots1[i] : slots2[i]) * channels;
        for (int32_t fours = channels / 4; fours > 0; fours--) {
            if (stride == 1) {
                thimble_along1(row, pixel, to, column);
            } else {
                thimble_along2(row, pixel, to, column);
            }
            row += 2;
            to += 4;
        }
    }
}

/* ---- U of stride 1, made on the device ---- */

/* Two channels of a tap: bytes 0 and 2, or 1 and 3 where odd. */
THIMBLE_PART uint32_t thimble_make_tap(const int8_t *weight, int32_t odd)
{
    const uint32_t word = thimble_load4_s8(weight);
    return odd ? thimble_odd_bytes(word) : thimble_even_bytes(word);
}

/* Down one column of U: x y z to x + y + z, x - y + z, 2 x, -2 z. */
THIMBLE_PART void thimble_make_column(uint32_t x, uint32_t y, uint32_t z, int32_t *u,
                                      int32_t channels)
{
    const uint32_t outer = thimble_sum16(x, z);
    u[0] = (int32_t)thimble_sum16(outer, y);
    u[channels] = (int32_t)thimble_less16(outer, y);
    u[2 * channels] = (int32_t)thimble_sum16(x, x);
    u[3 * channels] = (int32_t)thimble_less16(0, thimble_sum16(z, z));
}

/* Two channels of one output. */
THIMBLE_PART void thimble_make_half(const int8_t *weight, int32_t *u, int32_t channels,
                                    int32_t odd)
{
    uint32_t row[3][4];
    for (int32_t i = 0; i < 3; i++) {
        const int8_t *taps = weight + 3 * i * channels;
        const uint32_t a = thimble_make_tap(taps, odd);
        const uint32_t b = thimble_make_tap(taps + channels, odd);
        const uint32_t c = thimble_make_tap(taps + 2 * channels, odd);
        const uint32_t outer = thimble_sum16(a, c);
        row[i][0] = thimble_sum16(a, a);
        row[i][1] = thimble_sum16(outer, b);
        row[i][2] = thimble_less16(outer, b);
        row[i][3] = thimble_sum16(c, c);
    }
    for (int32_t j = 0; j < 4; j++) {
        int32_t *column = u + 4 * j * channels + (j > 0 ? 2 : 0) + odd;
        thimble_make_column(row[0][j], row[1][j], row[2][j], column, channels);
    }
}

THIMBLE_PART void thimble_winograd_make_pair(const int8_t *weight, int32_t *u, int32_t channels)
{
    for (int32_t output = 0; output < 2; output++) {
        for (int32_t channel = 0; channel < channels; channel += 4) {
            thimble_make_half(weight + channel, u + channel, channels, 0);
            thimble_make_half(weight + channel, u + channel, channels, 1);
        }
        weight += 9 * channels;
        u += 2;
    }
}

#define THIMBLE_WINOGRAD(name, stride, channels, line, outputs, turn, shift, any, late)    \
    void name(const uint32_t *v, const int32_t *u, int8_t *output, int32_t made)           \
    {                                                                                      \
        thimble_winograd_block(v, u, output, made, stride, channels, line, outputs, turn,  \
                               shift, any, late);                                          \
    }

#define THIMBLE_WINOGRAD1_ALONG(name, channels, row_bytes)                                 \
    void name(const uint32_t *rows, uint32_t *v)                                           \
    {                                                                                      \
        thimble_winograd_along_rows(rows, v, 1, channels, row_bytes);                      \
    }

#define THIMBLE_WINOGRAD2_ALONG(name, channels, row_bytes)                                 \
    void name(const uint32_t *rows, uint32_t *v)                                           \
    {                                                                                      \
        thimble_winograd_along_rows(rows, v, 2, channels, row_bytes);                      \
    }

#define THIMBLE_WINOGRAD_MAKE(name, channels)                                              \
    void name(const int8_t *weight, int32_t *u)                                            \
    {                                                                                      \
        thimble_winograd_make_pair(weight, u, channels);                                   \
    }

#endif
