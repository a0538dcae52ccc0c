#include "thimble_transpose_conv2d_s8.h"

/* One output channel of one pixel: all kernel places that stand over an input pixel there. */
static int32_t sum_at(const thimble_transpose_conv2d_s8_config *config, const int8_t *input,
                      int32_t output, int32_t y, int32_t x)
{
    const int32_t channels = config->channels;
    const int8_t *const kernel =
        config->weight + output * config->kernel_height * config->kernel_width * channels;
    int32_t sum = config->scaling.bias[output];
    for (int32_t i = y % config->stride_height; i < config->kernel_height;
         i += config->stride_height) {
        const int32_t row = (y - i) / config->stride_height;
        if (i > y || row >= config->input_height) {
            continue;
        }
        for (int32_t j = x % config->stride_width; j < config->kernel_width;
             j += config->stride_width) {
            const int32_t column = (x - j) / config->stride_width;
            if (j > x || column >= config->input_width) {
                continue;
            }
            const int8_t *value = input + (row * config->input_width + column) * channels;
            const int8_t *weight = kernel + (i * config->kernel_width + j) * channels;
            for (int32_t c = 0; c < channels; c++) {
                sum += (value[c] - config->input_zero) * weight[c];
            }
        }
    }
    return sum;
}

void thimble_transpose_conv2d_s8(const thimble_transpose_conv2d_s8_config *config,
                                 const int8_t *input, int8_t *output)
{
    for (int32_t y = 0; y < config->output_height; y++) {
        for (int32_t x = 0; x < config->output_width; x++) {
            for (int32_t o = 0; o < config->outputs; o++) {
                const int32_t sum =
                    sum_at(config, input, o, y + config->pad_top, x + config->pad_left);
                *output++ = thimble_scale_s8(&config->scaling, o, sum);
            }
        }
    }
}
