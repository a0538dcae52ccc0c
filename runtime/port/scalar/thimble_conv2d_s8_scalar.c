#include "thimble_conv2d_s8_scalar.h"

/* At the borders and under a dilated kernel: tap by tap. Answers the sum. */
static int32_t take_taps(const thimble_conv2d_s8_scalar_config *config, const int8_t *input,
                         int32_t row, int32_t column, uint8_t *patch)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t channels = sliding->channels;
    const int32_t lanes = config->rows.lanes;
    const uint8_t zero = (uint8_t)(config->input_zero + 128);
    int32_t sum = 0;
    for (int32_t i = 0; i < sliding->kernel_height; i++) {
        const int32_t y = row + i * sliding->dilation_height;
        for (int32_t j = 0; j < sliding->kernel_width; j++) {
            const int32_t x = column + j * sliding->dilation_width;
            if (y < 0 || y >= sliding->input_height || x < 0 || x >= sliding->input_width) {
                for (int32_t c = 0; c < channels; c++) {
                    patch[c * lanes] = zero;
                }
                sum += zero * channels;
            } else {
                const int8_t *first = input + (y * sliding->input_width + x) * channels;
                sum += thimble_rows_take_s8_scalar(first, channels, patch, lanes);
            }
            patch += channels * lanes;
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
        sum += thimble_rows_take_s8_scalar(first, run, patch, config->rows.lanes);
        first += sliding->dilation_height * line;
        patch += run * config->rows.lanes;
    }
    return sum;
}

/* One patch, or two of which the second has its outputs at `other`. */
static void multiply(const thimble_conv2d_s8_scalar_config *config, const uint8_t *patch,
                     const int32_t sums[2], int8_t *output, int8_t *other)
{
#if !defined(__ARM_ARCH_6M__)
    if (config->rows.lanes == 2) {
        thimble_rows_multiply_two_s8_scalar(&config->rows, patch, sums, output, other);
        return;
    }
#endif
    (void)other;
    thimble_rows_multiply_s8_scalar(&config->rows, patch, sums[0], output);
}

void thimble_conv2d_part_s8_scalar(const thimble_conv2d_s8_scalar_config *config, int32_t pitch,
                                   const int8_t *input, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t taps = sliding->kernel_height * sliding->kernel_width * sliding->channels;
    const int32_t lanes = config->rows.lanes;
    uint8_t *patch = (uint8_t *)scratch;
    int32_t sums[2] = {0, 0};
    int32_t lane = 0;
    for (int32_t k = taps * lanes; k < config->rows.taps * lanes; k++) {
        patch[k] = 0;
    }
    for (int32_t y = 0; y < sliding->output_height; y++) {
        const int32_t row = thimble_first_row(sliding, y);
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const int32_t column = thimble_first_column(sliding, x);
            sums[lane] = take_patch(config, input, row, column, patch + lane);
            lane++;
            if (lane == lanes) {
                multiply(config, patch, sums, output, output + pitch);
                output += lanes * pitch;
                lane = 0;
            }
        }
    }
    if (lane > 0) {
        /* the last of an odd number: as its own neighbour */
        for (int32_t k = 0; k < taps; k++) {
            patch[2 * k + 1] = patch[2 * k];
        }
        sums[1] = sums[0];
        multiply(config, patch, sums, output, output);
    }
}

void thimble_conv2d_s8_scalar(const thimble_conv2d_s8_scalar_config *config, const int8_t *input,
                              int8_t *scratch, int8_t *output)
{
    thimble_conv2d_part_s8_scalar(config, config->rows.outputs, input, scratch, output);
}
