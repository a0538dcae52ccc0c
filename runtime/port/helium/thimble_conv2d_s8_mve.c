#include "thimble_conv2d_s8_mve.h"

/* One row of the kernel, whose picture row is there: a run inside, padding on both sides. */
static void take_row(const thimble_sliding *sliding, int8_t zero, const int8_t *line,
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

static void take_at_border(const thimble_sliding *sliding, int8_t zero, const int8_t *input,
                           int32_t row, int32_t column, int8_t *patch)
{
    const int32_t run = sliding->kernel_width * sliding->channels;
    const int32_t pitch = sliding->input_width * sliding->channels;
    for (int32_t i = 0; i < sliding->kernel_height; i++) {
        const int32_t y = row + i * sliding->dilation_height;
        if (y < 0 || y >= sliding->input_height) {
            thimble_fill_s8_mve(zero, run, patch);
        } else {
            take_row(sliding, zero, input + y * pitch, column, patch);
        }
        patch += run;
    }
}

void thimble_patch_take_s8_mve(const thimble_sliding *sliding, int32_t zero, const int8_t *input,
                               int32_t row, int32_t column, int8_t *patch)
{
    const int32_t run = sliding->kernel_width * sliding->channels;
    const int32_t pitch = sliding->input_width * sliding->channels;
    const int8_t *line = input + row * pitch + column * sliding->channels;
    if (sliding->dilation_width != 1 || !thimble_is_inside(sliding, row, column)) {
        take_at_border(sliding, (int8_t)zero, input, row, column, patch);
        return;
    }
    for (int32_t i = sliding->kernel_height; i > 0; i--) {
        thimble_take_s8_mve(line, run, patch);
        line += sliding->dilation_height * pitch;
        patch += run;
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
    int8_t *patch = scratch;
    if (is_pointwise(sliding)) {
        multiply_pixels(config, pitch, input, scratch, output);
        return;
    }
    for (int32_t y = 0; y < sliding->output_height; y++) {
        const int32_t row = thimble_first_row(sliding, y);
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const int32_t column = thimble_first_column(sliding, x);
            thimble_patch_take_s8_mve(sliding, config->input_zero, input, row, column, patch);
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
