#include "thimble_mean_s8.h"

static int32_t sum_from(const thimble_mean_s8_config *config, const int8_t *first)
{
    const int32_t *const sizes = config->gone_sizes;
    const int32_t *const steps = config->gone_steps;
    int32_t sum = 0;
    for (int32_t i = 0; i < sizes[0]; i++) {
        for (int32_t j = 0; j < sizes[1]; j++) {
            const int8_t *value = first + i * steps[0] + j * steps[1];
            for (int32_t k = 0; k < sizes[2]; k++) {
                sum += *value;
                value += steps[2];
            }
        }
    }
    return sum;
}

void thimble_mean_s8(const thimble_mean_s8_config *config, const int8_t *input, int8_t *output)
{
    const int32_t *const sizes = config->kept_sizes;
    const int32_t *const steps = config->kept_steps;
    for (int32_t i = 0; i < sizes[0]; i++) {
        for (int32_t j = 0; j < sizes[1]; j++) {
            for (int32_t k = 0; k < sizes[2]; k++) {
                const int8_t *first = input + i * steps[0] + j * steps[1] + k * steps[2];
                const int32_t scaled =
                    thimble_multiply(sum_from(config, first) - config->zero_sum,
                                     config->scale.multiplier, config->scale.shift);
                *output++ = (int8_t)thimble_clamp(scaled + config->zero, -128, 127);
            }
        }
    }
}
