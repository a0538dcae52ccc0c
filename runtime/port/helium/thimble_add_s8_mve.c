#include "thimble_add_s8_mve.h"

#include <arm_mve.h>

void thimble_add_s8_mve(const thimble_add_s8_scalar_config *config, const int8_t *left,
                        const int8_t *right, int8_t *output)
{
    const int32x4_t constant = vdupq_n_s32(config->constant);
    const int32x4_t low = vdupq_n_s32(config->low);
    const int32x4_t high = vdupq_n_s32(config->high);
    const int32_t by_left = config->left;
    const int32_t by_right = config->right;
    const int32_t back = -config->shift;
    for (int32_t rest = config->size; rest > 0; rest -= 4) {
        const mve_pred16_t some = vctp32q((uint32_t)rest);
        int32x4_t sum = vmlaq_n_s32(constant, vldrbq_z_s32(left, some), by_left);
        sum = vmlaq_n_s32(sum, vldrbq_z_s32(right, some), by_right);
        sum = vshlq_r_s32(sum, back);
        vstrbq_p_s32(output, vminq_s32(vmaxq_s32(sum, low), high), some);
        left += 4;
        right += 4;
        output += 4;
    }
}
