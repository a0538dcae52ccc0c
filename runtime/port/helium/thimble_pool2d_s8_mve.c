#include "thimble_pool2d_s8_mve.h"

#include <arm_mve.h>

#include "thimble_pool_frame.h"

static void largest(const thimble_pool2d_s8_config *config, const thimble_pool_frame *inside, int8_t *output)
{
    for (int32_t channel = 0; channel < inside->pixel; channel += 16) {
        const mve_pred16_t some = vctp8q((uint32_t)(inside->pixel - channel));
        const int8_t *value = inside->first + channel;
        int8x16_t most = vdupq_n_s8((int8_t)config->low);
        for (int32_t i = inside->rows; i > 0; i--) {
            for (int32_t j = inside->columns; j > 0; j--) {
                most = vmaxq_s8(most, vldrbq_z_s8(value, some));
                value += inside->pixel;
            }
            value += inside->row_rest;
        }
        most = vminq_s8(most, vdupq_n_s8((int8_t)config->high));
        vstrbq_p_s8(output + channel, most, some);
    }
}

/* By a product with `inverse`, 2^32 / count rounded up: exact for sums of 17 bits and counts of 9. */
static int16x8_t rounded_mean(int16x8_t sum, uint16_t count, uint32_t inverse)
{
    const uint16x8_t size = vaddq_n_u16(vreinterpretq_u16_s16(vabsq_s16(sum)), count / 2U);
    if (count == 1) {
        return sum;
    }
    const uint32x4_t even = vmulhq_u32(vmovlbq_u16(size), vdupq_n_u32(inverse));
    const uint32x4_t odd = vmulhq_u32(vmovltq_u16(size), vdupq_n_u32(inverse));
    const int16x8_t mean =
        vreinterpretq_s16_u16(vmovntq_u32(vreinterpretq_u16_u32(even), odd));
    return vnegq_m_s16(mean, mean, vcmpltq_n_s16(sum, 0));
}

static void mean(const thimble_pool2d_s8_config *config, const thimble_pool_frame *inside, int8_t *output)
{
    const uint16_t count = (uint16_t)(inside->rows * inside->columns);
    const uint32_t inverse = 0xFFFFFFFFU / count + 1U;
    const int16x8_t low = vdupq_n_s16((int16_t)config->low);
    const int16x8_t high = vdupq_n_s16((int16_t)config->high);
    for (int32_t channel = 0; channel < inside->pixel; channel += 8) {
        const mve_pred16_t some = vctp16q((uint32_t)(inside->pixel - channel));
        const int8_t *value = inside->first + channel;
        int16x8_t sum = vdupq_n_s16(0);
        for (int32_t i = inside->rows; i > 0; i--) {
            for (int32_t j = inside->columns; j > 0; j--) {
                sum = vaddq_s16(sum, vldrbq_z_s16(value, some));
                value += inside->pixel;
            }
            value += inside->row_rest;
        }
        sum = vminq_s16(vmaxq_s16(rounded_mean(sum, count, inverse), low), high);
        vstrbq_p_s16(output + channel, sum, some);
    }
}

void thimble_max_pool2d_s8_mve(const thimble_pool2d_s8_config *config, const int8_t *input,
                               int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    for (int32_t y = 0; y < sliding->output_height; y++) {
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const thimble_pool_frame inside = thimble_pool_frame_at(sliding, input, y, x);
            largest(config, &inside, output);
            output += sliding->channels;
        }
    }
}

void thimble_average_pool2d_s8_mve(const thimble_pool2d_s8_config *config, const int8_t *input,
                                   int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    for (int32_t y = 0; y < sliding->output_height; y++) {
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const thimble_pool_frame inside = thimble_pool_frame_at(sliding, input, y, x);
            mean(config, &inside, output);
            output += sliding->channels;
        }
    }
}
