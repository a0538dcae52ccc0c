#include "thimble_pool2d_s8_dsp.h"

#include "thimble_clamp_s8_dsp.h"
#include "thimble_halfwords_dsp.h"
#include "thimble_pool_frame.h"

static uint32_t four_largest(const thimble_pool_frame *inside, int32_t channel)
{
    const int8_t *value = inside->first + channel;
    uint32_t most = thimble_load4_s8(value);
    for (int32_t i = inside->rows; i > 0; i--) {
        for (int32_t j = inside->columns; j > 0; j--) {
            most = thimble_max4_s8(most, thimble_load4_s8(value));
            value += inside->pixel;
        }
        value += inside->row_rest;
    }
    return most;
}

/* Halves away from zero. */
static int32_t rounded_mean(int32_t sum, int32_t count)
{
    return (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
}

static uint32_t four_means(const thimble_pool_frame *inside, int32_t channel)
{
    const int8_t *value = inside->first + channel;
    const int32_t count = inside->rows * inside->columns;
    uint32_t even = 0;
    uint32_t odd = 0;
    for (int32_t i = inside->rows; i > 0; i--) {
        for (int32_t j = inside->columns; j > 0; j--) {
            const uint32_t word = thimble_load4_s8(value);
            even = thimble_add_even_bytes(even, word);
            odd = thimble_add_odd_bytes(odd, word);
            value += inside->pixel;
        }
        value += inside->row_rest;
    }
    const uint32_t a = (uint8_t)rounded_mean((int16_t)even, count);
    const uint32_t b = (uint8_t)rounded_mean((int16_t)odd, count);
    const uint32_t c = (uint8_t)rounded_mean((int32_t)even >> 16, count);
    const uint32_t d = (uint8_t)rounded_mean((int32_t)odd >> 16, count);
    return a | (b << 8) | (c << 16) | (d << 24);
}

typedef uint32_t four_channels(const thimble_pool_frame *inside, int32_t channel);

/* The last four channels reach back over channels that are done: they are made once more. */
static inline void pool(const thimble_pool2d_s8_config *config, const int8_t *input,
                        int8_t *output, four_channels *work)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t channels = sliding->channels;
    int8_t *at = output;
    for (int32_t y = 0; y < sliding->output_height; y++) {
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const thimble_pool_frame inside = thimble_pool_frame_at(sliding, input, y, x);
            for (int32_t channel = 0; channel < channels; channel += 4) {
                const int32_t first = channel + 4 <= channels ? channel : channels - 4;
                thimble_store4_s8(at + first, work(&inside, first));
            }
            at += channels;
        }
    }
    const thimble_range_s8 range = {config->low, config->high};
    thimble_clamp_s8_dsp(&range, output,
                         sliding->output_height * sliding->output_width * channels);
}

void thimble_max_pool2d_s8_dsp(const thimble_pool2d_s8_config *config, const int8_t *input,
                               int8_t *output)
{
    pool(config, input, output, four_largest);
}

void thimble_average_pool2d_s8_dsp(const thimble_pool2d_s8_config *config, const int8_t *input,
                                   int8_t *output)
{
    pool(config, input, output, four_means);
}
