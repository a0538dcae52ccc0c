#include "thimble_pool2d_s8.h"

#include "thimble_fixed_point.h"

/* The part of a frame that lies inside the picture; never empty. */
typedef struct {
    const int8_t *first; /* its upper left pixel, channel 0 */
    int32_t rows;
    int32_t columns;
    int32_t row_stride;
} frame;

static frame frame_at(const thimble_sliding *sliding, const int8_t *input, int32_t y, int32_t x)
{
    const int32_t top = thimble_first_row(sliding, y);
    const int32_t left = thimble_first_column(sliding, x);
    const int32_t from_row = top < 0 ? 0 : top;
    const int32_t from_column = left < 0 ? 0 : left;
    const int32_t to_row = thimble_clamp(top + sliding->kernel_height, 0, sliding->input_height);
    const int32_t to_column = thimble_clamp(left + sliding->kernel_width, 0, sliding->input_width);
    frame inside;
    inside.first = input + (from_row * sliding->input_width + from_column) * sliding->channels;
    inside.rows = to_row - from_row;
    inside.columns = to_column - from_column;
    inside.row_stride = sliding->input_width * sliding->channels;
    return inside;
}

static void largest(const thimble_pool2d_s8_config *config, const frame *inside, int8_t *output)
{
    const int32_t channels = config->sliding.channels;
    for (int32_t c = 0; c < channels; c++) {
        output[c] = (int8_t)config->low;
    }
    for (int32_t i = 0; i < inside->rows; i++) {
        const int8_t *value = inside->first + i * inside->row_stride;
        for (int32_t j = 0; j < inside->columns; j++) {
            for (int32_t c = 0; c < channels; c++) {
                output[c] = value[c] > output[c] ? value[c] : output[c];
            }
            value += channels;
        }
    }
    for (int32_t c = 0; c < channels; c++) {
        output[c] = output[c] > config->high ? (int8_t)config->high : output[c];
    }
}

static int8_t mean(const thimble_pool2d_s8_config *config, const frame *inside, int32_t channel)
{
    const int32_t count = inside->rows * inside->columns;
    int32_t sum = 0;
    for (int32_t i = 0; i < inside->rows; i++) {
        const int8_t *value = inside->first + i * inside->row_stride + channel;
        for (int32_t j = 0; j < inside->columns; j++) {
            sum += *value;
            value += config->sliding.channels;
        }
    }
    sum += sum > 0 ? count / 2 : -(count / 2);
    return (int8_t)thimble_clamp(sum / count, config->low, config->high);
}

void thimble_max_pool2d_s8(const thimble_pool2d_s8_config *config, const int8_t *input,
                           int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    for (int32_t y = 0; y < sliding->output_height; y++) {
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const frame inside = frame_at(sliding, input, y, x);
            largest(config, &inside, output);
            output += sliding->channels;
        }
    }
}

void thimble_average_pool2d_s8(const thimble_pool2d_s8_config *config, const int8_t *input,
                               int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    for (int32_t y = 0; y < sliding->output_height; y++) {
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const frame inside = frame_at(sliding, input, y, x);
            for (int32_t c = 0; c < sliding->channels; c++) {
                *output++ = mean(config, &inside, c);
            }
        }
    }
}
