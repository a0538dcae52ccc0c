#include "thimble_dense_s8_scalar.h"

void thimble_dense_s8_scalar(const thimble_dense_s8_scalar_config *config, const int8_t *input,
                             int8_t *scratch, int8_t *output)
{
    uint8_t *patch = (uint8_t *)scratch;
    for (int32_t k = config->inputs; k < config->rows.taps; k++) {
        patch[k] = 0;
    }
    for (int32_t i = 0; i < config->count; i++) {
        const int32_t sum = thimble_rows_take_s8_scalar(input, config->inputs, patch, 1);
        thimble_rows_multiply_s8_scalar(&config->rows, patch, sum, output);
        input += config->inputs;
        output += config->rows.outputs;
    }
}
