#include "thimble_add_s8_scalar.h"

void thimble_add_s8_scalar(const thimble_add_s8_scalar_config *config, const int8_t *left,
                           const int8_t *right, int8_t *output)
{
    const int32_t by_left = config->left;
    const int32_t by_right = config->right;
    const int32_t constant = config->constant;
    const int32_t shift = config->shift;
    const int32_t low = config->low;
    const int32_t high = config->high;
    for (int32_t i = 0; i < config->size; i++) {
        const int32_t sum = (left[i] * by_left + right[i] * by_right + constant) >> shift;
        const int32_t value = sum < low ? low : sum;
        output[i] = (int8_t)(value > high ? high : value);
    }
}
