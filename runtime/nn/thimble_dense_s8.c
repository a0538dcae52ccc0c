#include "thimble_dense_s8.h"

#include "thimble_rows_s8.h"

void thimble_dense_s8(const thimble_dense_s8_config *config, const int8_t *input, int8_t *output)
{
    for (int32_t row = 0; row < config->rows; row++) {
        thimble_rows_s8(config->weight, &config->scaling, config->outputs, 1, config->inputs, input,
                        0, output);
        input += config->inputs;
        output += config->outputs;
    }
}
