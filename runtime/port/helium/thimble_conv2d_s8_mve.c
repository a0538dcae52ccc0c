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

void thimble_patch_take_s8_mve(const thimble_sliding *sliding, int32_t zero, const int8_t *input,
                               int32_t row, int32_t column, int8_t *patch)
{
    const int32_t run = sliding->kernel_width * sliding->channels;
    const int32_t pitch = sliding->input_width * sliding->channels;
    const int32_t reach = (sliding->kernel_width - 1) * sliding->dilation_width;
    const int whole = sliding->dilation_width == 1 && column >= 0 &&
                      column + reach < sliding->input_width;
    for (int32_t i = 0; i < sliding->kernel_height; i++) {
        const int32_t y = row + i * sliding->dilation_height;
        const int8_t *line = input + y * pitch;
        if (y < 0 || y >= sliding->input_height) {
            thimble_fill_s8_mve((int8_t)zero, run, patch);
        } else if (whole) {
            thimble_take_s8_mve(line + column * sliding->channels, run, patch);
        } else {
            take_row(sliding, (int8_t)zero, line, column, patch);
        }
        patch += run;
    }
}

void thimble_conv2d_s8_mve(const thimble_conv2d_s8_mve_config *config, const int8_t *input,
                           int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    for (int32_t y = 0; y < sliding->output_height; y++) {
        const int32_t row = thimble_first_row(sliding, y);
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const int32_t column = thimble_first_column(sliding, x);
            thimble_patch_take_s8_mve(sliding, config->input_zero, input, row, column, scratch);
            thimble_rows_multiply_s8_mve(&config->rows, scratch, output);
            output += config->rows.outputs;
        }
    }
}
