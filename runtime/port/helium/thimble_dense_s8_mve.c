#include "thimble_dense_s8_mve.h"

void thimble_dense_s8_mve(const thimble_dense_s8_mve_config *config, const int8_t *input,
                          int8_t *scratch, int8_t *output)
{
    for (int32_t i = 0; i < config->count; i++) {
        thimble_take_s8_mve(input, config->inputs, scratch);
        thimble_rows_multiply_s8_mve(&config->rows, scratch, output);
        input += config->inputs;
        output += config->rows.outputs;
    }
    const int32_t size = config->count * config->rows.outputs;
    thimble_clamp_s8_mve(&config->rows.steps, size, output - size);
}
