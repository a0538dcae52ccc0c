#include "thimble_depthwise3x3_s8_mve.h"

#include "thimble_conv2d_s8_mve.h"

/* Where the nine taps of a pixel lie. */
typedef struct {
    const int8_t *first;
    int32_t row;    /* bytes from one row of the kernel to the next */
    int32_t column; /* and from one tap to the next */
} tap_places;

static inline int16x8_t product(const int8_t *value, const int8_t *weight, mve_pred16_t some)
{
    return vmulq_s16(vldrbq_z_s16(value, some), vldrbq_s16(weight));
}

static inline int16x8_t whole_product(const int8_t *value, const int8_t *weight)
{
    return vmulq_s16(vldrbq_s16(value), vldrbq_s16(weight));
}

/* The sums of eight channels: even ones and odd ones. */
typedef struct {
    int32x4_t even;
    int32x4_t odd;
} eight_sums;

static inline eight_sums plus(eight_sums sums, int16x8_t products)
{
    sums.even = vaddq_s32(sums.even, vmovlbq_s16(products));
    sums.odd = vaddq_s32(sums.odd, vmovltq_s16(products));
    return sums;
}

static inline int16x8_t eight_outputs(const int32_t *steps, eight_sums sums)
{
    const int32x4_t even = thimble_steps_s8_mve(steps, sums.even);
    const int32x4_t odd = thimble_steps_s8_mve(steps + thimble_steps_words_mve, sums.odd);
    return vmovntq_s32(vreinterpretq_s16_s32(even), odd);
}

static void one_pixel(const thimble_depthwise3x3_s8_mve_config *config, const tap_places *places,
                      int8_t *output)
{
    const int8_t *weight = config->weight;
    const int32_t *steps = config->steps;
    const int32_t column = places->column;
    const int8_t *top = places->first;
    const int8_t *middle = top + places->row;
    const int8_t *bottom = middle + places->row;
    int32_t left = config->sliding.channels;
    eight_sums sums;
    int16x8_t last;
    for (; left >= 8; left -= 8) {
        last = vaddq_s16(whole_product(top, weight), whole_product(top + column, weight + 8));
        sums.even = vmovlbq_s16(last);
        sums.odd = vmovltq_s16(last);
        sums = plus(sums, vaddq_s16(whole_product(top + 2 * column, weight + 16),
                                    whole_product(middle, weight + 24)));
        sums = plus(sums, vaddq_s16(whole_product(middle + column, weight + 32),
                                    whole_product(middle + 2 * column, weight + 40)));
        sums = plus(sums, vaddq_s16(whole_product(bottom, weight + 48),
                                    whole_product(bottom + column, weight + 56)));
        sums = plus(sums, whole_product(bottom + 2 * column, weight + 64));
        vstrbq_s16(output, eight_outputs(steps, sums));
        top += 8;
        middle += 8;
        bottom += 8;
        output += 8;
        weight += 72;
        steps += 2 * thimble_steps_words_mve;
    }
    if (left > 0) {
        const mve_pred16_t some = vctp16q((uint32_t)left);
        sums.even = vdupq_n_s32(0);
        sums.odd = sums.even;
        for (int32_t tap = 0; tap < 3; tap++) {
            sums = plus(sums, product(top + tap * column, weight + 8 * tap, some));
            sums = plus(sums, product(middle + tap * column, weight + 24 + 8 * tap, some));
            sums = plus(sums, product(bottom + tap * column, weight + 48 + 8 * tap, some));
        }
        vstrbq_p_s16(output, eight_outputs(steps, sums), some);
    }
}

void thimble_depthwise3x3_s8_mve(const thimble_depthwise3x3_s8_mve_config *config,
                                 const int8_t *input, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t channels = sliding->channels;
    const int32_t line = sliding->input_width * channels;
    for (int32_t y = 0; y < sliding->output_height; y++) {
        const int32_t row = thimble_first_row(sliding, y);
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const int32_t column = thimble_first_column(sliding, x);
            tap_places places;
            if (thimble_is_inside(sliding, row, column)) {
                places.first = input + row * line + column * channels;
                places.row = sliding->dilation_height * line;
                places.column = sliding->dilation_width * channels;
            } else {
                thimble_patch_take_s8_mve(sliding, config->input_zero, input, row, column, scratch);
                places.first = scratch;
                places.row = 3 * channels;
                places.column = channels;
            }
            one_pixel(config, &places, output);
            output += channels;
        }
    }
}
