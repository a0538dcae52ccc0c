#include "thimble_dense_s4_scalar.h"

#include "thimble_slices_s4_scalar.h"

void thimble_dense_s4_scalar(const thimble_dense_s4_scalar_config *config, const int8_t *input,
                             int8_t *scratch, int8_t *output)
{
    const thimble_dense_s8_scalar_config *layer = &config->layer;
    const int32_t outputs = layer->rows.outputs;
    const int32_t *packed = config->packed;
    uint8_t *patch = (uint8_t *)(scratch + layer->rows.taps * config->slice);
    for (int32_t k = layer->inputs; k < layer->rows.taps; k++) {
        patch[k] = 0;
    }
    for (int32_t o = 0; o < outputs; o += config->slice) {
        thimble_rows_s8_scalar part;
        packed = thimble_take_slice_s4_scalar(&layer->rows, o, config->slice, packed, scratch, &part);
        for (int32_t i = 0; i < layer->count; i++) {
            const int8_t *values = input + i * layer->inputs;
            const int32_t sum = thimble_rows_take_s8_scalar(values, layer->inputs, patch, 1);
            thimble_rows_multiply_s8_scalar(&part, patch, sum, output + i * outputs + o);
        }
    }
}
