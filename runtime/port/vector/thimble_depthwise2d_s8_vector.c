#include "thimble_depthwise2d_s8_vector.h"

#include "thimble_parts_s8_vector.h"
#include "thimble_steps_s8_vector.h"
#include "thimble_widen_s8_vector.h"

enum { lanes = thimble_lanes_vector };

/* Copies one row of the input to a line; rows outside of it are padding. */
static void take(const thimble_depthwise2d_s8_vector_config *config, const int8_t *input,
                 int32_t row, int16_t *line)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t channels = sliding->channels;
    const int32_t step = sliding->stride_width;
    const int32_t reach = (sliding->kernel_width - 1) * sliding->dilation_width;
    const int32_t columns = (sliding->output_width - 1) * step + reach + 1;
    const int16_t zero = (int16_t)config->input_zero;
    if (row < 0 || row >= sliding->input_height) {
        thimble_repeat_vector(zero, step * config->plane, line);
        return;
    }
    const int8_t *from = input + row * sliding->input_width * channels;
    if (step == 1) {
        const int32_t left = sliding->pad_left < columns ? sliding->pad_left : columns;
        const int32_t most = columns - left;
        const int32_t inside = sliding->input_width < most ? sliding->input_width : most;
        thimble_repeat_vector(zero, left * channels, line);
        thimble_widen_s8_vector(from, inside * channels, line + left * channels);
        thimble_repeat_vector(zero, (most - inside) * channels, line + (left + inside) * channels);
        return;
    }
    for (int32_t c = 0; c < columns; c++) {
        const int32_t column = c - sliding->pad_left;
        int16_t *to = line + (c % step) * config->plane + (c / step) * channels;
        if (column < 0 || column >= sliding->input_width) {
            thimble_repeat_vector(zero, channels, to);
        } else {
            thimble_widen_s8_vector(from + column * channels, channels, to);
        }
    }
}

/* Sixteen numbers of the output, of which the first `count` are written. */
THIMBLE_INSIDE_VECTOR void sixteen(const int16_t *from, const int32_t *taps, const int16_t *weight,
                    const int8_t *last, const int8_t *done, const int32_t *steps, int32_t count,
                    int8_t *output)
{
    int32_t sums[lanes];
    memcpy(sums, steps, sizeof sums);
    do {
        int16_t part[lanes] = {0};
        do {
            thimble_part_products_vector(part, from + *taps++, weight);
            weight += lanes;
        } while (!*last++);
        thimble_part_end_vector(sums, part);
    } while (last != done);
    thimble_step_some_s8_vector(steps, sums, count, output);
}

/* One row of the output; taps says where each tap lies in the lines for its first number. */
THIMBLE_CLONES_VECTOR
static void one_row(const thimble_depthwise2d_s8_vector_config *config, const int16_t *lines,
                    const int32_t *taps, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t channels = sliding->channels;
    const int32_t count = sliding->kernel_height * sliding->kernel_width;
    for (int32_t x = 0; x < sliding->output_width; x += config->pixels) {
        const int32_t whole = config->pixels > 1 ? (sliding->output_width - x) * channels : channels;
        for (int32_t b = 0; b < config->blocks; b++) {
            const int8_t *last = config->last + b * count;
            sixteen(lines + b * lanes, taps, config->weight + b * count * lanes, last, last + count,
                    config->steps + b * thimble_steps_words_vector, whole - b * lanes,
                    output + b * lanes);
        }
        lines += config->pixels * channels;
        output += config->pixels * channels;
    }
}

void thimble_depthwise2d_s8_vector(const thimble_depthwise2d_s8_vector_config *config,
                                   const int8_t *input, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t held = (sliding->kernel_height - 1) * sliding->dilation_height + 1;
    const int32_t line = sliding->stride_width * config->plane;
    int16_t *lines = (int16_t *)(void *)scratch;
    int32_t next = 0; /* row that is copied next, counted with the padding */
    for (int32_t y = 0; y < sliding->output_height; y++) {
        const int32_t first = y * sliding->stride_height;
        int32_t taps[thimble_depthwise_taps_vector];
        int32_t *tap = taps;
        for (next = next < first ? first : next; next < first + held; next++) {
            take(config, input, next - sliding->pad_top, lines + (next % held) * line);
        }
        for (int32_t i = 0; i < sliding->kernel_height; i++) {
            const int32_t at = ((first + i * sliding->dilation_height) % held) * line;
            for (int32_t j = 0; j < sliding->kernel_width; j++) {
                const int32_t column = j * sliding->dilation_width;
                *tap++ = at + (column % sliding->stride_width) * config->plane +
                         (column / sliding->stride_width) * sliding->channels;
            }
        }
        one_row(config, lines, taps, output);
        output += sliding->output_width * sliding->channels;
    }
}
