#include "thimble_conv2d_s4_scalar.h"

#include "thimble_slices_s4_scalar.h"

void thimble_conv2d_s4_scalar(const thimble_conv2d_s4_scalar_config *config, const int8_t *input,
                              int8_t *scratch, int8_t *output)
{
    const int32_t outputs = config->layer.rows.outputs;
    const int32_t *packed = config->packed;
    int8_t *rest = scratch + config->layer.rows.taps * config->slice;
    thimble_conv2d_s8_scalar_config part = config->layer;
    for (int32_t o = 0; o < outputs; o += config->slice) {
        packed = thimble_take_slice_s4_scalar(&config->layer.rows, o, config->slice, packed, scratch,
                                              &part.rows);
        thimble_conv2d_part_s8_scalar(&part, outputs, input, rest, output + o);
    }
}
