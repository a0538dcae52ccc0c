#include "thimble_add_s8.h"

static int32_t widened(int8_t value, int32_t zero, const thimble_multiplier *by)
{
    return thimble_multiply(thimble_shift_left(value - zero, 20), by->multiplier, by->shift);
}

void thimble_add_s8(const thimble_add_s8_config *config, const int8_t *left, const int8_t *right,
                    int8_t *output)
{
    for (int32_t i = 0; i < config->size; i++) {
        const int32_t sum = widened(left[i], config->left_zero, &config->left) +
                            widened(right[i], config->right_zero, &config->right);
        const int32_t scaled = thimble_multiply(sum, config->sum.multiplier, config->sum.shift);
        output[i] = (int8_t)thimble_clamp(scaled + config->zero, config->low, config->high);
    }
}
