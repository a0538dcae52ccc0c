#include "thimble_rows_s8_mve.h"

void thimble_rows_multiply_s8_mve(const thimble_rows_s8_mve *rows, const int8_t *patch,
                                  int8_t *output)
{
    const int8_t *weight = rows->weight;
    const int32_t *steps = rows->steps;
    for (int32_t left = rows->outputs; left > 0; left -= 4) {
        const int8_t *values = patch;
        int32_t sum0 = 0;
        int32_t sum1 = 0;
        int32_t sum2 = 0;
        int32_t sum3 = 0;
        for (int32_t block = rows->blocks; block > 0; block--) {
            const int8x16_t value = vldrbq_s8(values);
            sum0 = vmladavaq_s8(sum0, value, vldrbq_s8(weight));
            sum1 = vmladavaq_s8(sum1, value, vldrbq_s8(weight + 16));
            sum2 = vmladavaq_s8(sum2, value, vldrbq_s8(weight + 32));
            sum3 = vmladavaq_s8(sum3, value, vldrbq_s8(weight + 48));
            values += 16;
            weight += 64;
        }
        int32x4_t sums = vdupq_n_s32(sum0);
        sums = vsetq_lane_s32(sum1, sums, 1);
        sums = vsetq_lane_s32(sum2, sums, 2);
        sums = vsetq_lane_s32(sum3, sums, 3);
        const int32x4_t made = thimble_steps_s8_mve(steps, sums);
        if (left >= 4) {
            vstrbq_s32(output, made);
        } else {
            vstrbq_p_s32(output, made, vctp32q((uint32_t)left));
        }
        output += 4;
        steps += thimble_steps_words_mve;
    }
}
