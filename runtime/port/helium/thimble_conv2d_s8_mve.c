#include "thimble_conv2d_s8_mve.h"

/* One row of a kernel with dilation, whose picture row is there. */
static void take_apart(const thimble_sliding *sliding, int8_t zero, const int8_t *line,
                       int32_t column, int8_t *patch)
{
    const int32_t channels = sliding->channels;
    for (int32_t j = 0; j < sliding->kernel_width; j++) {
        const int32_t x = column + j * sliding->dilation_width;
        if (x < 0 || x >= sliding->input_width) {
            thimble_fill_s8_mve(zero, channels, patch);
        } else {
            thimble_take_s8_mve(line + x * channels, channels, patch);
        }
        patch += channels;
    }
}

static int32_t between(int32_t value, int32_t low, int32_t high)
{
    return value < low ? low : value > high ? high : value;
}

/* Copies what lies under the kernel to patch [kernel_height][kernel_width][channels]: rows that are there
 * have padding before, a run inside and padding behind. */
static void take_at_border(const thimble_sliding *sliding, int8_t zero, const int8_t *input,
                           int32_t row, int32_t column, int8_t *patch)
{
    const int32_t channels = sliding->channels;
    const int32_t width = sliding->kernel_width;
    const int32_t pitch = sliding->input_width * channels;
    const int32_t from = between(-column, 0, width);
    const int32_t to = between(sliding->input_width - column, from, width);
    for (int32_t i = 0; i < sliding->kernel_height; i++) {
        const int32_t y = row + i * sliding->dilation_height;
        const int8_t *line = input + y * pitch;
        if (y < 0 || y >= sliding->input_height) {
            thimble_fill_s8_mve(zero, width * channels, patch);
        } else if (sliding->dilation_width != 1) {
            take_apart(sliding, zero, line, column, patch);
        } else {
            thimble_fill_s8_mve(zero, from * channels, patch);
            thimble_take_s8_mve(line + (column + from) * channels, (to - from) * channels,
                                patch + from * channels);
            thimble_fill_s8_mve(zero, (width - to) * channels, patch + to * channels);
        }
        patch += width * channels;
    }
}

/* Whether each pixel of the output looks at the pixel of the input in its own place. */
static int is_pointwise(const thimble_sliding *sliding)
{
    return sliding->kernel_height == 1 && sliding->kernel_width == 1 &&
           sliding->stride_height == 1 && sliding->stride_width == 1 && sliding->pad_top == 0 &&
           sliding->pad_left == 0 && sliding->input_width == sliding->output_width;
}

/* Patches that lie one after another. */
static void multiply_pixels(const thimble_conv2d_s8_mve_config *config, int32_t pitch,
                            const int8_t *input, int8_t *scratch, int8_t *output)
{
    const int32_t channels = config->sliding.channels;
    const int32_t bytes = 16 * config->rows.blocks;
    int32_t left = config->sliding.output_height * config->sliding.output_width;
    for (; left >= 2 && config->rows.lanes == 2; left -= 2) {
        if (channels == bytes) {
            thimble_take_s8_mve(input, 2 * bytes, scratch);
        } else {
            thimble_take_s8_mve(input, channels, scratch);
            thimble_take_s8_mve(input + channels, channels, scratch + bytes);
        }
        thimble_rows_multiply_two_s8_mve(&config->rows, scratch, pitch, output);
        input += 2 * channels;
        output += 2 * pitch;
    }
    for (; left > 0; left--) {
        thimble_take_s8_mve(input, channels, scratch);
        thimble_rows_multiply_s8_mve(&config->rows, scratch, output);
        input += channels;
        output += pitch;
    }
}

void thimble_conv2d_part_s8_mve(const thimble_conv2d_s8_mve_config *config, int32_t pitch,
                                const int8_t *input, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t bytes = 16 * config->rows.blocks;
    const int32_t run = sliding->kernel_width * sliding->channels;
    const int32_t line = sliding->input_width * sliding->channels;
    const int32_t step = sliding->dilation_height * line;
    /* the last places of a kernel inside; a dilated one never is */
    const int32_t last_column =
        sliding->dilation_width == 1 ? sliding->input_width - sliding->kernel_width : -1;
    const int32_t last_row =
        sliding->input_height - 1 - (sliding->kernel_height - 1) * sliding->dilation_height;
    int8_t *patch = scratch;
    if (is_pointwise(sliding)) {
        multiply_pixels(config, pitch, input, scratch, output);
        return;
    }
    for (int32_t y = 0; y < sliding->output_height; y++) {
        const int32_t row = thimble_first_row(sliding, y);
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const int32_t column = thimble_first_column(sliding, x);
            if (row >= 0 && row <= last_row && column >= 0 && column <= last_column) {
                const int8_t *from = input + row * line + column * sliding->channels;
                int8_t *to = patch;
                for (int32_t i = sliding->kernel_height; i > 0; i--) {
                    thimble_take_s8_mve(from, run, to);
                    from += step;
                    to += run;
                }
            } else {
                take_at_border(sliding, (int8_t)config->input_zero, input, row, column, patch);
            }
            if (config->rows.lanes == 1) {
                thimble_rows_multiply_s8_mve(&config->rows, scratch, output);
                output += pitch;
            } else if (patch == scratch) {
                patch += bytes;
            } else {
                thimble_rows_multiply_two_s8_mve(&config->rows, scratch, pitch, output);
                output += 2 * pitch;
                patch = scratch;
            }
        }
    }
    if (patch != scratch) {
        thimble_rows_multiply_s8_mve(&config->rows, scratch, output);
    }
}

void thimble_conv2d_s8_mve(const thimble_conv2d_s8_mve_config *config, const int8_t *input,
                           int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t outputs = config->rows.outputs;
    thimble_conv2d_part_s8_mve(config, outputs, input, scratch, output);
    thimble_clamp_s8_mve(&config->rows.steps,
                         sliding->output_height * sliding->output_width * outputs, output);
}
