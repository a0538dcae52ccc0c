#include "thimble_dense_s4_mve.h"

#include "thimble_slices_s4_mve.h"

void thimble_dense_s4_mve(const thimble_dense_s4_mve_config *config, const int8_t *input,
                          int8_t *scratch, int8_t *output)
{
    const thimble_dense_s8_mve_config *layer = &config->layer;
    const int32_t outputs = layer->rows.outputs;
    const int32_t *packed = config->packed;
    int8_t *patch = scratch + 16 * layer->rows.blocks * config->slice;
    for (int32_t o = 0; o < outputs; o += config->slice) {
        thimble_rows_s8_mve part;
        packed = thimble_take_slice_s4_mve(&layer->rows, o, config->slice, packed, scratch, &part);
        for (int32_t i = 0; i < layer->count; i++) {
            thimble_take_s8_mve(input + i * layer->inputs, layer->inputs, patch);
            thimble_rows_multiply_s8_mve(&part, patch, output + i * outputs + o);
        }
    }
}
