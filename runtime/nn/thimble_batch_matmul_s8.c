#include "thimble_batch_matmul_s8.h"

static int32_t dot(const thimble_batch_matmul_s8_config *config, const int8_t *left,
                   const int8_t *right)
{
    int32_t sum = 0;
    for (int32_t i = 0; i < config->inner; i++) {
        sum += (*left - config->left_zero) * (*right - config->right_zero);
        left += config->left_inner;
        right += config->right_inner;
    }
    return sum;
}

void thimble_batch_matmul_s8(const thimble_batch_matmul_s8_config *config, const int8_t *left,
                             const int8_t *right, int8_t *output)
{
    for (int32_t batch = 0; batch < config->batches; batch++) {
        for (int32_t row = 0; row < config->rows; row++) {
            const int8_t *const from = left + config->left_starts[batch] + row * config->left_row;
            for (int32_t column = 0; column < config->columns; column++) {
                const int8_t *const by =
                    right + config->right_starts[batch] + column * config->right_column;
                const int32_t scaled = thimble_multiply(
                    dot(config, from, by), config->scale.multiplier, config->scale.shift);
                *output++ = (int8_t)thimble_clamp(scaled + config->zero, -128, 127);
            }
        }
    }
}
