#include "thimble_softmax_s8.h"

/* e^a for a in [-1/4, 0), 31 fraction bits: a Taylor series of fourth order around -1/8. */
static int32_t exp_near_zero(int32_t a)
{
    const int32_t exp_of_minus_eighth = 1895147668;
    const int32_t third = 715827883;
    const int32_t x = a + ((int32_t)1 << 28);
    const int32_t x2 = thimble_saturating_rounding_doubling_high_mul(x, x);
    const int32_t x3 = thimble_saturating_rounding_doubling_high_mul(x2, x);
    const int32_t x4 = thimble_saturating_rounding_doubling_high_mul(x2, x2);
    const int32_t high_orders = thimble_saturating_rounding_doubling_high_mul(
        thimble_rounding_divide_by_power_of_two(x4, 2) + x3, third);
    const int32_t tail = thimble_rounding_divide_by_power_of_two(high_orders + x2, 1);
    return exp_of_minus_eighth +
           thimble_saturating_rounding_doubling_high_mul(exp_of_minus_eighth, x + tail);
}

/* e^a for a <= 0 with 5 integer and 26 fraction bits; the result has 31 fraction bits. */
static int32_t exp_on_negative_values(int32_t a)
{
    /* e^-2^k with 31 fraction bits for k = -2 .. 4: a factor for each bit above the quarter. */
    static const int32_t factors[7] = {1672461947, 1302514674, 790015084, 290630308,
                                       39332535,   720401,     242};
    const int32_t quarter = (int32_t)1 << 24;
    if (a == 0) {
        return INT32_MAX;
    }
    const int32_t modulo = (a & (quarter - 1)) - quarter;
    const int32_t remainder = modulo - a;
    int32_t result = exp_near_zero(thimble_saturating_multiply_by_power_of_two(modulo, 5));
    for (int32_t k = 0; k < 7; k++) {
        if ((remainder & thimble_shift_left(quarter, k)) != 0) {
            result = thimble_saturating_rounding_doubling_high_mul(result, factors[k]);
        }
    }
    return result;
}

/* 1 / (1 + a) for a in [0, 1), 31 fraction bits: three steps of Newton and Raphson. */
static int32_t one_over_one_plus(int32_t a)
{
    const int32_t half = (int32_t)(((int64_t)a + INT32_MAX + 1) / 2);
    int32_t x = 1515870810 + thimble_saturating_rounding_doubling_high_mul(half, -1010580540);
    for (int32_t step = 0; step < 3; step++) {
        const int32_t rest =
            ((int32_t)1 << 29) - thimble_saturating_rounding_doubling_high_mul(half, x);
        x += thimble_saturating_multiply_by_power_of_two(
            thimble_saturating_rounding_doubling_high_mul(x, rest), 2);
    }
    return thimble_saturating_multiply_by_power_of_two(x, 1);
}

static int32_t leading_zeros(uint32_t x)
{
    int32_t count = 0;
    while ((x & 0x80000000U) == 0U) {
        x <<= 1;
        count++;
    }
    return count;
}

/* e^(scale * difference), 31 fraction bits. */
static int32_t power(const thimble_multiplier *scale, int32_t difference)
{
    return exp_on_negative_values(thimble_saturating_rounding_doubling_high_mul(
        thimble_shift_left(difference, scale->shift), scale->multiplier));
}

/* What the shares of one row have in common. */
typedef struct {
    int32_t peak;
    int32_t inverse;  /* of the sum of powers, 31 fraction bits ... */
    int32_t headroom; /* ... after the sum was shifted left so far */
} row_sum;

static row_sum sum_row(const thimble_softmax_s8_config *config, const int8_t *input)
{
    row_sum row = {-128, 0, 0};
    for (int32_t i = 0; i < config->width; i++) {
        row.peak = input[i] > row.peak ? input[i] : row.peak;
    }
    int32_t sum = 0; /* 19 fraction bits; the largest score alone adds 1 */
    for (int32_t i = 0; i < config->width; i++) {
        const int32_t difference = input[i] - row.peak;
        if (difference >= config->difference_min) {
            sum += thimble_rounding_divide_by_power_of_two(power(&config->scale, difference), 12);
        }
    }
    row.headroom = leading_zeros((uint32_t)sum);
    row.inverse = one_over_one_plus((int32_t)(((uint32_t)sum << row.headroom) - 0x80000000U));
    return row;
}

/* The share of one score in steps of 2^-bits. */
static int32_t share_of(const thimble_softmax_s8_config *config, const row_sum *row, int32_t score,
                        int32_t bits)
{
    const int32_t difference = score - row->peak;
    if (difference < config->difference_min) {
        return 0;
    }
    return thimble_rounding_divide_by_power_of_two(
        thimble_saturating_rounding_doubling_high_mul(row->inverse,
                                                      power(&config->scale, difference)),
        12 - row->headroom + 31 - bits);
}

void thimble_softmax_s8(const thimble_softmax_s8_config *config, const int8_t *input,
                        int8_t *output)
{
    for (int32_t k = 0; k < config->rows; k++) {
        const row_sum row = sum_row(config, input);
        for (int32_t i = 0; i < config->width; i++) {
            const int32_t share = share_of(config, &row, *input++, 8);
            *output++ = (int8_t)thimble_clamp(share - 128, -128, 127);
        }
    }
}

void thimble_softmax_s8_s16(const thimble_softmax_s8_config *config, const int8_t *input,
                            int16_t *output)
{
    for (int32_t k = 0; k < config->rows; k++) {
        const row_sum row = sum_row(config, input);
        for (int32_t i = 0; i < config->width; i++) {
            const int32_t share = share_of(config, &row, *input++, 16);
            *output++ = (int16_t)thimble_clamp(share - 32768, -32768, 32767);
        }
    }
}
