#include "thimble_conv2d_s8_scalar.h"

/* At the borders and under a dilated kernel: tap by tap. Answers the sum. */
static int32_t take_taps(const thimble_conv2d_s8_scalar_config *config, const int8_t *input,
                         int32_t row, int32_t column, uint8_t *patch)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t channels = sliding->channels;
    const uint8_t zero = (uint8_t)(config->input_zero + 128);
    int32_t sum = 0;
    for (int32_t i = 0; i < sliding->kernel_height; i++) {
        const int32_t y = row + i * sliding->dilation_height;
        for (int32_t j = 0; j < sliding->kernel_width; j++) {
            const int32_t x = column + j * sliding->dilation_width;
            if (y < 0 || y >= sliding->input_height || x < 0 || x >= sliding->input_width) {
                for (int32_t c = 0; c < channels; c++) {
                    patch[c] = zero;
                }
                sum += zero * channels;
            } else {
                const int8_t *first = input + (y * sliding->input_width + x) * channels;
                sum += thimble_rows_take_s8_scalar(first, channels, patch);
            }
            patch += channels;
        }
    }
    return sum;
}

static int32_t take_patch(const thimble_conv2d_s8_scalar_config *config, const int8_t *input,
                          int32_t row, int32_t column, uint8_t *patch)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t line = sliding->input_width * sliding->channels;
    const int32_t run = sliding->kernel_width * sliding->channels;
    const int8_t *first = input + row * line + column * sliding->channels;
    int32_t sum = 0;
    if (sliding->dilation_width != 1 || !thimble_is_inside(sliding, row, column)) {
        return take_taps(config, input, row, column, patch);
    }
    for (int32_t i = 0; i < sliding->kernel_height; i++) {
        sum += thimble_rows_take_s8_scalar(first, run, patch);
        first += sliding->dilation_height * line;
        patch += run;
    }
    return sum;
}

void thimble_conv2d_s8_scalar(const thimble_conv2d_s8_scalar_config *config, const int8_t *input,
                              int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t taps = sliding->kernel_height * sliding->kernel_width * sliding->channels;
    uint8_t *patch = (uint8_t *)scratch;
    for (int32_t k = taps; k < config->rows.taps; k++) {
        patch[k] = 0;
    }
    for (int32_t y = 0; y < sliding->output_height; y++) {
        const int32_t row = thimble_first_row(sliding, y);
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const int32_t column = thimble_first_column(sliding, x);
            const int32_t sum = take_patch(config, input, row, column, patch);
            thimble_rows_multiply_s8_scalar(&config->rows, patch, sum, output);
            output += config->rows.outputs;
        }
    }
}
