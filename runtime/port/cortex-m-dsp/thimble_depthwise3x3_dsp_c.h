/* thimble_depthwise3x3_dsp.inc in C. */
#ifndef THIMBLE_DEPTHWISE3X3_DSP_C_H
#define THIMBLE_DEPTHWISE3X3_DSP_C_H

#include "thimble_c_forms_dsp.h"
#include "thimble_depthwise3x3_s8_dsp.h"

/* ---- four bytes of pixels to the planes of four channels ---- */

/* Two pixels, four bytes of each, to a word of each plane. */
THIMBLE_PART void thimble_planes_of_two(uint32_t first, uint32_t second, int8_t *planes,
                                        int32_t pitch)
{
    const uint32_t lower = thimble_lower_halves(first, second);
    const uint32_t upper = thimble_upper_halves(first, second);
    *(uint32_t *)(void *)planes = thimble_even_bytes(lower);
    *(uint32_t *)(void *)(planes + pitch) = thimble_odd_bytes(lower);
    *(uint32_t *)(void *)(planes + 2 * pitch) = thimble_even_bytes(upper);
    *(uint32_t *)(void *)(planes + 3 * pitch) = thimble_odd_bytes(upper);
}

/* Pixel `number` of the row, or the padding beside it. */
THIMBLE_PART uint32_t thimble_pixel_or_padding(const int8_t *pixels, int32_t number,
                                               int32_t width, int32_t channels, uint32_t zeros)
{
    return number < 0 || number >= width ? zeros : thimble_load4_s8(pixels + number * channels);
}

THIMBLE_PART void thimble_depthwise_spread_rows(const int8_t *pixels, int8_t *planes,
                                                uint32_t zeros, int32_t rows, int32_t width,
                                                int32_t channels, int32_t before, int32_t pitch)
{
    const int32_t whole = (width + before) / 2; /* words of a plane that begin and end in the row */
    for (; rows > 0; rows--) {
        const int8_t *from = pixels + (2 - before) * channels;
        int8_t *to = planes + 4;
        const uint32_t first = thimble_pixel_or_padding(pixels, -before, width, channels, zeros);
        const uint32_t second =
            thimble_pixel_or_padding(pixels, 1 - before, width, channels, zeros);
        thimble_planes_of_two(first, second, planes, pitch);
        for (int32_t i = whole - 1; i > 0; i--) {
            thimble_planes_of_two(thimble_load4_s8(from), thimble_load4_s8(from + channels), to,
                                  pitch);
            from += 2 * channels;
            to += 4;
        }
        for (int32_t at = 2 * (whole > 0 ? whole : 1); at < pitch / 2; at += 2) {
            const int32_t number = at - before;
            thimble_planes_of_two(
                thimble_pixel_or_padding(pixels, number, width, channels, zeros),
                thimble_pixel_or_padding(pixels, number + 1, width, channels, zeros), to, pitch);
            to += 4;
        }
        pixels += width * channels;
        planes += 4 * pitch;
    }
}

/* ---- tiles of 2 by 2 outputs ---- */

/* What is the same for all tiles of a channel. */
typedef struct {
    uint32_t w[6];
    const volatile int32_t *rest; /* bias, multiplier, constant, and what `any` has behind them */
    int8_t *output;      /* of the tile */
    int32_t row;         /* bytes from a row of a plane to the next */
    int32_t channels;
    int32_t line; /* bytes of a row of the output */
    int32_t shift;
    int32_t any;
    int32_t right; /* whether the tile has a second column */
    int32_t below; /* and a second row */
} thimble_tile;

typedef struct {
    int32_t of[2]; /* left and right output of a row */
} thimble_tile_sums;

THIMBLE_PART uint32_t thimble_plane_word(const int8_t *plane, int32_t at)
{
    return *(const uint32_t *)(const void *)(plane + at);
}

/* One row of the picture into one row of outputs, stride 1: pixels x0 x1 and x2 x3. */
THIMBLE_PART void thimble_tile_row1(const thimble_tile *tile, thimble_tile_sums *sums,
                                    thimble_two_words x, uint32_t first, uint32_t second)
{
    sums->of[0] = thimble_smlad(x.first, first, sums->of[0]);
    sums->of[0] = __smlabt((int32_t)x.second, (int32_t)second, sums->of[0]);
    if (tile->right) {
        sums->of[1] = __smlatb((int32_t)x.first, (int32_t)first, sums->of[1]);
        sums->of[1] = thimble_smlad(x.second, second, sums->of[1]);
    }
}

/* The same for stride 2: pixels x0 x1, x2 x3, x4; the third weight is the upper half where `upper`. */
THIMBLE_PART void thimble_tile_row2(const thimble_tile *tile, thimble_tile_sums *sums,
                                    const uint32_t x[3], uint32_t first, uint32_t third,
                                    int32_t upper)
{
    const int32_t w = (int32_t)third;
    sums->of[0] = thimble_smlad(x[0], first, sums->of[0]);
    sums->of[0] = upper ? __smlabt((int32_t)x[1], w, sums->of[0])
                        : __smlabb((int32_t)x[1], w, sums->of[0]);
    if (tile->right) {
        sums->of[1] = thimble_smlad(x[1], first, sums->of[1]);
        sums->of[1] = upper ? __smlabt((int32_t)x[2], w, sums->of[1])
                            : __smlabb((int32_t)x[2], w, sums->of[1]);
    }
}

THIMBLE_PART int8_t thimble_tile_value(const thimble_tile *tile, int32_t sum, int32_t multiplier,
                                       int32_t constant, int32_t last)
{
    if (tile->any == 2) {
        return thimble_cut8(thimble_smmla(sum, multiplier, constant) >> last);
    }
    return thimble_ready_row_s8(sum, multiplier, constant, last, tile->shift, tile->any);
}

THIMBLE_PART void thimble_tile_store(const thimble_tile *tile, const thimble_tile_sums *above,
                                     const thimble_tile_sums *below)
{
    const int32_t m = tile->rest[1];
    const int32_t c = tile->rest[2];
    const int32_t last = tile->any ? tile->rest[3] : 0;
    int8_t *to = tile->output;
    if (tile->right) {
        to[tile->channels] = thimble_tile_value(tile, above->of[1], m, c, last);
    }
    if (tile->below) {
        if (tile->right) {
            to[tile->channels + tile->line] = thimble_tile_value(tile, below->of[1], m, c, last);
        }
        to[tile->line] = thimble_tile_value(tile, below->of[0], m, c, last);
    }
    to[0] = thimble_tile_value(tile, above->of[0], m, c, last);
}

/* `plane` is the second row of the picture under the tile. */
THIMBLE_PART void thimble_tile1(const thimble_tile *tile, const int8_t *plane)
{
    const uint32_t *w = tile->w;
    const int32_t bias = tile->rest[0];
    thimble_tile_sums above = {{bias, bias}};
    thimble_tile_sums below = {{bias, bias}};
    thimble_hold_loads();
    thimble_two_words x = thimble_load2(plane + tile->row);
    thimble_tile_row1(tile, &above, x, w[4], w[5]);
    if (tile->below) {
        thimble_tile_row1(tile, &below, x, w[2], w[3]);
    }
    thimble_hold_loads();
    x = thimble_load2(plane - tile->row);
    thimble_tile_row1(tile, &above, x, w[0], w[1]);
    if (tile->below) {
    x = thimble_load2(plane + 2 * tile->row);
        thimble_tile_row1(tile, &below, x, w[4], w[5]);
    }
    thimble_hold_loads();
    x = thimble_load2(plane);
    thimble_tile_row1(tile, &above, x, w[2], w[3]);
    if (tile->below) {
        thimble_tile_row1(tile, &below, x, w[0], w[1]);
    }
    thimble_tile_store(tile, &above, &below);
}

/* Row `number` of five under the tile, from the third. */
#define THIMBLE_TILE2_ROW(number)                                                          \
    thimble_hold_loads();                                                                  \
    const thimble_two_words left = thimble_load2(plane + (number)*tile->row);              \
    const uint32_t x[3] = {left.first, left.second,                                        \
                           tile->right ? thimble_plane_word(plane, (number)*tile->row + 8) : 0};

/* `plane` is the third row of the picture under the tile. */
THIMBLE_PART void thimble_tile2(const thimble_tile *tile, const int8_t *plane)
{
    const uint32_t *w = tile->w;
    const int32_t bias = tile->rest[0];
    thimble_tile_sums above = {{bias, bias}};
    thimble_tile_sums below = {{bias, bias}};
    {
        THIMBLE_TILE2_ROW(0)
        thimble_tile_row2(tile, &above, x, w[2], w[4], 0);
        if (tile->below) {
            thimble_tile_row2(tile, &below, x, w[0], w[3], 0);
        }
    }
    {
        THIMBLE_TILE2_ROW(-2)
        thimble_tile_row2(tile, &above, x, w[0], w[3], 0);
    }
    {
        THIMBLE_TILE2_ROW(-1)
        thimble_tile_row2(tile, &above, x, w[1], w[3], 1);
    }
    if (tile->below) {
        {
            THIMBLE_TILE2_ROW(1)
            thimble_tile_row2(tile, &below, x, w[1], w[3], 1);
        }
        {
            THIMBLE_TILE2_ROW(2)
            thimble_tile_row2(tile, &below, x, w[2], w[4], 0);
        }
    }
    thimble_tile_store(tile, &above, &below);
}

/* One row of tiles. */
THIMBLE_PART void thimble_tiles_across(thimble_tile tile, const int8_t *plane, int32_t stride,
                                       int32_t across, int32_t odd_column)
{
    tile.right = 1;
    for (; across > 0; across--) {
        if (stride == 1) {
            thimble_tile1(&tile, plane);
        } else {
            thimble_tile2(&tile, plane);
        }
        tile.output += 2 * tile.channels;
        plane += 4 * stride;
    }
    if (odd_column) {
        tile.right = 0;
        if (stride == 1) {
            thimble_tile1(&tile, plane);
        } else {
            thimble_tile2(&tile, plane);
        }
    }
}

THIMBLE_PART void thimble_depthwise_planes(const int8_t *plane, int8_t *output,
                                           const int32_t *table, int32_t rows, int32_t planes,
                                           int32_t stride, int32_t width, int32_t channels,
                                           int32_t pitch, int32_t odd_row, int32_t shift,
                                           int32_t any)
{
    for (; planes > 0; planes--) {
        /* volatile: on the stack, as registers are better spent on weights */
        const volatile int32_t rest[4] = {table[6], table[7], table[8], any ? table[9] : 0};
        const thimble_tile whole = {{(uint32_t)table[0], (uint32_t)table[1], (uint32_t)table[2],
                                     (uint32_t)table[3], (uint32_t)table[4], (uint32_t)table[5]},
                                    rest,
                                    output,
                                    4 * pitch,
                                    channels,
                                    width * channels,
                                    shift,
                                    any,
                                    1,
                                    1};
        thimble_tile tile = whole;
        const int8_t *at = plane;
        for (int32_t down = rows / 2; down > 0; down--) {
            thimble_tiles_across(tile, at, stride, width / 2, width % 2);
            tile.output += 2 * tile.line;
            at += 2 * stride * tile.row;
        }
        if (odd_row) {
            tile.below = 0;
            thimble_tiles_across(tile, at, stride, width / 2, width % 2);
        }
        table += any ? 10 : 9;
        plane += pitch;
        output++;
    }
}

#define THIMBLE_DEPTHWISE_SPREAD(name, width, channels, before, pitch)                     \
    void name(const int8_t *pixels, int8_t *scratch, uint32_t zeros, int32_t rows)         \
    {                                                                                      \
        thimble_depthwise_spread_rows(pixels, scratch, zeros, rows, width, channels,       \
                                      before, pitch);                                      \
    }

/* How the assembly unrolls tiles is nothing to this one. */
#define THIMBLE_DEPTHWISE(name, stride, width, channels, pitch, tiles, turns, odd_column,  \
                          odd_row, shift, any)                                             \
    void name(const int8_t *scratch, int8_t *output, const int32_t *table, int32_t rows,   \
              int32_t planes)                                                              \
    {                                                                                      \
        thimble_depthwise_planes(scratch, output, table, rows, planes, stride, width,      \
                                 channels, pitch, odd_row, shift, any);                    \
    }

#endif
