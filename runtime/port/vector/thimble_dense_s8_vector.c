#include "thimble_dense_s8_vector.h"

#include "thimble_widen_s8_vector.h"

void thimble_dense_s8_vector(const thimble_dense_s8_vector_config *config, const int8_t *input,
                             int8_t *scratch, int8_t *output)
{
    const thimble_rows_s8_vector *rows = &config->rows;
    int16_t *patches = (int16_t *)(void *)scratch;
    for (int32_t row = 0; row < config->count; row += rows->patches) {
        const int32_t left = config->count - row;
        const int32_t count = left < rows->patches ? left : rows->patches;
        thimble_widen_s8_vector(input, count * config->inputs, patches);
        thimble_rows_times_s8_vector(rows, patches, count, output);
        input += count * config->inputs;
        output += count * rows->outputs;
    }
}
