#include "thimble_l2_norm_s8.h"

#include "thimble_fixed_point.h"

static int32_t high_mul(int32_t a, int32_t b)
{
    return thimble_saturating_rounding_doubling_high_mul(a, b);
}

/* 1 / sqrt(x), by five steps of Newton from 1 in fixed point of 3 integer bits. */
static thimble_multiplier inverse_square_root(int32_t x)
{
    thimble_multiplier root = {INT32_MAX, 0};
    if (x <= 1) {
        return root;
    }
    int32_t shift = 11;
    while (x >= (int32_t)1 << 29) {
        x /= 4;
        shift++;
    }
    while (x < (int32_t)1 << 27) {
        x *= 4;
        shift--;
    }
    const int32_t half = thimble_rounding_divide_by_power_of_two(x >> 1, 1);
    const int32_t half_three = ((int32_t)1 << 28) + ((int32_t)1 << 27);
    int32_t guess = (int32_t)1 << 28;
    for (int32_t step = 0; step < 5; step++) {
        const int32_t cubed = thimble_saturating_multiply_by_power_of_two(
            high_mul(high_mul(guess, guess), guess), 6);
        guess = thimble_saturating_multiply_by_power_of_two(
            high_mul(half_three, guess) - high_mul(half, cubed), 3);
    }
    const int32_t half_root_of_two = 1518500250;
    root.multiplier = high_mul(guess, half_root_of_two);
    root.shift = -shift;
    if (shift < 0) {
        root.multiplier = thimble_shift_left(root.multiplier, -shift);
        root.shift = 0;
    }
    return root;
}

void thimble_l2_norm_s8(const thimble_l2_norm_s8_config *config, const int8_t *input,
                        int8_t *output)
{
    for (int32_t row = 0; row < config->rows; row++) {
        int32_t squares = 0;
        for (int32_t i = 0; i < config->width; i++) {
            const int32_t value = input[i] - config->input_zero;
            squares += value * value;
        }
        const thimble_multiplier by = inverse_square_root(squares);
        for (int32_t i = 0; i < config->width; i++) {
            const int32_t value = input[i] - config->input_zero;
            const int32_t scaled = thimble_multiply(value, by.multiplier, by.shift + 7);
            output[i] = (int8_t)thimble_clamp(scaled, -128, 127);
        }
        input += config->width;
        output += config->width;
    }
}
