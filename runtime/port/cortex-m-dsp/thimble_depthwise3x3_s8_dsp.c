#include "thimble_depthwise3x3_s8_dsp.h"

enum { KERNEL = 3 };

/* Rows of padding in all four planes. */
static void fill_rows(const thimble_depthwise3x3_s8_dsp_config *config, int8_t *row, int32_t rows)
{
    const uint32_t zero = (uint32_t)config->input_zero & 0xffffU;
    uint32_t *words = (uint32_t *)(void *)row;
    for (int32_t i = 0; i < rows * config->pitch; i++) {
        words[i] = zero | (zero << 16);
    }
}

/* Rows `from` up to below `to` of the strip that begins at input row `top`, which may lie outside. */
static void spread_rows(const thimble_depthwise3x3_s8_dsp_config *config, const int8_t *input,
                        int8_t *scratch, int32_t top, int32_t from, int32_t to, int32_t fills)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t row_bytes = 4 * config->pitch;
    const int32_t line = sliding->input_width * sliding->channels;
    const int32_t first = top + from < 0 ? -top : from;
    const int32_t below = sliding->input_height - top;
    const int32_t last = to > below ? below : to;
    const uint32_t zeros = (uint32_t)(uint8_t)config->input_zero * 0x01010101U;
    if (fills) {
        fill_rows(config, scratch + from * row_bytes, first - from);
        fill_rows(config, scratch + last * row_bytes, to - last);
    }
    if (last > first) {
        config->spread(input + (top + first) * line, scratch + first * row_bytes, zeros,
                       last - first);
    }
}

/* All rows of up to four channels, strip by strip. The rows that two strips share are kept. */
static void channel_group(const thimble_depthwise3x3_s8_dsp_config *config, const int8_t *input,
                          int8_t *scratch, int8_t *output, const int32_t *table, int32_t skip)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t stride = sliding->stride_height;
    const int32_t row_bytes = 4 * config->pitch;
    const int32_t line = sliding->output_width * sliding->channels;
    const int32_t strip = config->strip_rows;
    const int32_t whole = strip >= sliding->output_height;
    const int32_t shared = KERNEL - stride;
    for (int32_t y = 0; y < sliding->output_height; y += strip) {
        const int32_t left = sliding->output_height - y;
        const int32_t rows = left < strip ? left : strip;
        if (y > 0) {
            memcpy(scratch, scratch + strip * stride * row_bytes, (size_t)(shared * row_bytes));
        }
        spread_rows(config, input, scratch, thimble_first_row(sliding, y), y > 0 ? shared : 0,
                    (rows - 1) * stride + KERNEL, !whole);
        const int8_t *start = scratch + stride * row_bytes + skip * config->pitch;
        if (rows % 2 == 0) {
            config->even(start, output + y * line, table, rows, 4 - skip);
        } else {
            config->odd(start, output + y * line, table, rows, 4 - skip);
        }
    }
}

void thimble_depthwise3x3_s8_dsp(const thimble_depthwise3x3_s8_dsp_config *config,
                                 const int8_t *input, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t channels = sliding->channels;
    const int32_t rows = (sliding->output_height - 1) * sliding->stride_height + KERNEL;
    if (config->strip_rows >= sliding->output_height) {
        /* One strip: its rows of padding stay as they are for all channels. */
        fill_rows(config, scratch, sliding->pad_top);
        const int32_t below = rows - sliding->pad_top - sliding->input_height;
        fill_rows(config, scratch + (rows - below) * 4 * config->pitch, below);
    }
    for (int32_t channel = 0; channel < channels; channel += 4) {
        /* The last group reaches back over channels that are done, and leaves those out. */
        const int32_t first = channel + 4 <= channels ? channel : channels - 4;
        channel_group(config, input + first, scratch, output + channel,
                      config->table + channel * config->table_words, channel - first);
    }
    thimble_clamp_s8_dsp(&config->range, output,
                         sliding->output_height * sliding->output_width * channels);
}
