#include "thimble_depthwise2d_s8.h"

/* What lies under the kernel at one output pixel: in the picture itself or in the scratch. */
typedef struct {
    const int8_t *first;
    int32_t row_stride;
    int32_t tap_stride;
} patch_view;

static patch_view view_patch(const thimble_depthwise2d_s8_config *config, const int8_t *input,
                             int32_t row, int32_t column, int8_t *scratch)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t line = sliding->input_width * sliding->channels;
    patch_view view;
    if (thimble_is_inside(sliding, row, column)) {
        view.first = input + row * line + column * sliding->channels;
        view.row_stride = sliding->dilation_height * line;
        view.tap_stride = sliding->dilation_width * sliding->channels;
    } else {
        thimble_copy_patch_s8(sliding, input, row, column, (int8_t)config->input_zero, scratch);
        view.first = scratch;
        view.row_stride = sliding->kernel_width * sliding->channels;
        view.tap_stride = sliding->channels;
    }
    return view;
}

/* Four neighbouring channels at a time, where each output channel has an input channel of its own. */
static void four_channels(const thimble_depthwise2d_s8_config *config, const patch_view *view,
                          int32_t channel, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t *bias = config->scaling.bias + channel;
    const int8_t *weight = config->weight + channel;
    int32_t sum0 = bias[0];
    int32_t sum1 = bias[1];
    int32_t sum2 = bias[2];
    int32_t sum3 = bias[3];
    for (int32_t i = 0; i < sliding->kernel_height; i++) {
        const int8_t *value = view->first + i * view->row_stride + channel;
        for (int32_t j = 0; j < sliding->kernel_width; j++) {
            sum0 += (int32_t)value[0] * weight[0];
            sum1 += (int32_t)value[1] * weight[1];
            sum2 += (int32_t)value[2] * weight[2];
            sum3 += (int32_t)value[3] * weight[3];
            value += view->tap_stride;
            weight += sliding->channels;
        }
    }
    output[channel] = thimble_scale_s8(&config->scaling, channel, sum0);
    output[channel + 1] = thimble_scale_s8(&config->scaling, channel + 1, sum1);
    output[channel + 2] = thimble_scale_s8(&config->scaling, channel + 2, sum2);
    output[channel + 3] = thimble_scale_s8(&config->scaling, channel + 3, sum3);
}

static int8_t one_output(const thimble_depthwise2d_s8_config *config, const patch_view *view,
                         int32_t channel, int32_t output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int8_t *weight = config->weight + output;
    int32_t sum = config->scaling.bias[output];
    for (int32_t i = 0; i < sliding->kernel_height; i++) {
        const int8_t *value = view->first + i * view->row_stride + channel;
        for (int32_t j = 0; j < sliding->kernel_width; j++) {
            sum += (int32_t)*value * *weight;
            value += view->tap_stride;
            weight += sliding->channels * config->multiplier;
        }
    }
    return thimble_scale_s8(&config->scaling, output, sum);
}

static void one_pixel(const thimble_depthwise2d_s8_config *config, const patch_view *view,
                      int8_t *output)
{
    const int32_t channels = config->sliding.channels;
    int32_t channel = 0;
    if (config->multiplier == 1) {
        for (; channel + 4 <= channels; channel += 4) {
            four_channels(config, view, channel, output);
        }
    }
    for (; channel < channels; channel++) {
        for (int32_t k = 0; k < config->multiplier; k++) {
            const int32_t o = channel * config->multiplier + k;
            output[o] = one_output(config, view, channel, o);
        }
    }
}

void thimble_depthwise2d_s8(const thimble_depthwise2d_s8_config *config, const int8_t *input,
                            int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    for (int32_t y = 0; y < sliding->output_height; y++) {
        const int32_t row = thimble_first_row(sliding, y);
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const int32_t column = thimble_first_column(sliding, x);
            const patch_view view = view_patch(config, input, row, column, scratch);
            one_pixel(config, &view, output);
            output += sliding->channels * config->multiplier;
        }
    }
}
