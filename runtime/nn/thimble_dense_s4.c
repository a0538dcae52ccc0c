#include "thimble_dense_s4.h"

#include "thimble_rows_s8.h"
#include "thimble_unpack_s4.h"

void thimble_dense_s4(const thimble_dense_s4_config *config, const int8_t *input, int8_t *scratch,
                      int8_t *output)
{
    const thimble_dense_s8_config *layer = &config->layer;
    const int32_t *packed = config->packed;
    for (int32_t o = 0; o < layer->outputs; o += config->slice) {
        const int32_t left = layer->outputs - o;
        const int32_t count = left < config->slice ? left : config->slice;
        const thimble_scaling_s8 scaling = thimble_scaling_from_s8(&layer->scaling, o);
        packed = thimble_unpack_s4(packed, (count * layer->inputs + 7) / 8, scratch);
        for (int32_t row = 0; row < layer->rows; row++) {
            thimble_rows_s8(scratch, &scaling, count, 1, layer->inputs, input + row * layer->inputs,
                            0, output + row * layer->outputs + o);
        }
    }
}
