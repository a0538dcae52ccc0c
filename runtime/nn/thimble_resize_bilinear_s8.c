#include "thimble_resize_bilinear_s8.h"

/* The sum has 20 fraction bits. */
static int8_t rounded(int32_t sum, int32_t upward)
{
    const int32_t half = (int32_t)1 << 19;
    if (upward != 0) {
        return (int8_t)((sum + half) >> 20);
    }
    return (int8_t)((sum > 0 ? sum + half : sum - half) / (half * 2));
}

static void one_pixel(const thimble_resize_bilinear_s8_config *config, const int8_t *input,
                      const int32_t *row, const int32_t *column, int8_t *output)
{
    const int32_t line = config->input_width * config->channels;
    const int8_t *const upper = input + row[0] * line;
    const int8_t *const lower = input + row[1] * line;
    const int32_t left = column[0] * config->channels;
    const int32_t right = column[1] * config->channels;
    for (int32_t c = 0; c < config->channels; c++) {
        const int32_t above = upper[left + c] * (1024 - column[2]) + upper[right + c] * column[2];
        const int32_t below = lower[left + c] * (1024 - column[2]) + lower[right + c] * column[2];
        output[c] = rounded(above * (1024 - row[2]) + below * row[2], config->upward);
    }
}

void thimble_resize_bilinear_s8(const thimble_resize_bilinear_s8_config *config,
                                const int8_t *input, int8_t *output)
{
    for (int32_t y = 0; y < config->output_height; y++) {
        for (int32_t x = 0; x < config->output_width; x++) {
            one_pixel(config, input, config->rows + 3 * y, config->columns + 3 * x, output);
            output += config->channels;
        }
    }
}
