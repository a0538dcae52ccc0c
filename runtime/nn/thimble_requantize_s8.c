#include "thimble_requantize_s8.h"

void thimble_requantize_s8(const thimble_requantize_s8_config *config, const int8_t *input,
                           int8_t *output)
{
    for (int32_t i = 0; i < config->size; i++) {
        const int32_t scaled = thimble_multiply(input[i] - config->input_zero,
                                                config->scale.multiplier, config->scale.shift);
        output[i] = (int8_t)thimble_clamp(scaled + config->zero, config->low, config->high);
    }
}
