#include "thimble_broadcast_s8.h"

/* One line of the last dimension, in its steps. */
typedef void (*line_function)(const void *config, const int8_t *left, const int8_t *right,
                              const int32_t steps[2], int8_t *output, int32_t size);

static void for_each_line(const thimble_broadcast *shape, line_function line, const void *config,
                          const int8_t *left, const int8_t *right, int8_t *output)
{
    const int32_t *const sizes = shape->sizes;
    const int32_t steps[2] = {shape->left_steps[3], shape->right_steps[3]};
    for (int32_t i = 0; i < sizes[0]; i++) {
        for (int32_t j = 0; j < sizes[1]; j++) {
            for (int32_t k = 0; k < sizes[2]; k++) {
                line(config,
                     left + i * shape->left_steps[0] + j * shape->left_steps[1] +
                         k * shape->left_steps[2],
                     right + i * shape->right_steps[0] + j * shape->right_steps[1] +
                         k * shape->right_steps[2],
                     steps, output, sizes[3]);
                output += sizes[3];
            }
        }
    }
}

static void add_line(const void *own, const int8_t *left, const int8_t *right,
                     const int32_t steps[2], int8_t *output, int32_t size)
{
    const thimble_add_broadcast_s8_config *config = (const thimble_add_broadcast_s8_config *)own;
    for (int32_t i = 0; i < size; i++) {
        const int32_t a = thimble_multiply(thimble_shift_left(*left - config->left_zero, 20),
                                           config->left.multiplier, config->left.shift);
        const int32_t b = thimble_multiply(thimble_shift_left(*right - config->right_zero, 20),
                                           config->right.multiplier, config->right.shift);
        const int32_t scaled = thimble_multiply(a + config->sign * b, config->sum.multiplier,
                                                config->sum.shift);
        output[i] = (int8_t)thimble_clamp(scaled + config->zero, config->low, config->high);
        left += steps[0];
        right += steps[1];
    }
}

static void mul_line(const void *own, const int8_t *left, const int8_t *right,
                     const int32_t steps[2], int8_t *output, int32_t size)
{
    const thimble_mul_s8_config *config = (const thimble_mul_s8_config *)own;
    for (int32_t i = 0; i < size; i++) {
        const int32_t product = (*left - config->left_zero) * (*right - config->right_zero);
        const int32_t scaled =
            thimble_multiply(product, config->product.multiplier, config->product.shift);
        output[i] = (int8_t)thimble_clamp(scaled + config->zero, config->low, config->high);
        left += steps[0];
        right += steps[1];
    }
}

static void maximum_line(const void *own, const int8_t *left, const int8_t *right,
                         const int32_t steps[2], int8_t *output, int32_t size)
{
    (void)own;
    for (int32_t i = 0; i < size; i++) {
        output[i] = *left > *right ? *left : *right;
        left += steps[0];
        right += steps[1];
    }
}

static void minimum_line(const void *own, const int8_t *left, const int8_t *right,
                         const int32_t steps[2], int8_t *output, int32_t size)
{
    (void)own;
    for (int32_t i = 0; i < size; i++) {
        output[i] = *left < *right ? *left : *right;
        left += steps[0];
        right += steps[1];
    }
}

static void prelu_line(const void *own, const int8_t *left, const int8_t *right,
                       const int32_t steps[2], int8_t *output, int32_t size)
{
    const thimble_prelu_s8_config *config = (const thimble_prelu_s8_config *)own;
    for (int32_t i = 0; i < size; i++) {
        const int32_t value = *left - config->input_zero;
        const int32_t slope = *right - config->alpha_zero;
        const int32_t scaled =
            value >= 0
                ? thimble_multiply(value, config->above.multiplier, config->above.shift)
                : thimble_multiply(value * slope, config->below.multiplier, config->below.shift);
        output[i] = (int8_t)thimble_clamp(scaled + config->zero, -128, 127);
        left += steps[0];
        right += steps[1];
    }
}

void thimble_add_broadcast_s8(const thimble_add_broadcast_s8_config *config, const int8_t *left,
                              const int8_t *right, int8_t *output)
{
    for_each_line(&config->shape, add_line, config, left, right, output);
}

void thimble_mul_s8(const thimble_mul_s8_config *config, const int8_t *left, const int8_t *right,
                    int8_t *output)
{
    for_each_line(&config->shape, mul_line, config, left, right, output);
}

void thimble_maximum_s8(const thimble_extreme_s8_config *config, const int8_t *left,
                        const int8_t *right, int8_t *output)
{
    for_each_line(&config->shape, maximum_line, config, left, right, output);
}

void thimble_minimum_s8(const thimble_extreme_s8_config *config, const int8_t *left,
                        const int8_t *right, int8_t *output)
{
    for_each_line(&config->shape, minimum_line, config, left, right, output);
}

void thimble_prelu_s8(const thimble_prelu_s8_config *config, const int8_t *input, int8_t *output)
{
    for_each_line(&config->shape, prelu_line, config, input, config->alpha, output);
}
