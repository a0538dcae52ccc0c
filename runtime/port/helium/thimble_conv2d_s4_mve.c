#include "thimble_conv2d_s4_mve.h"

#include "thimble_slices_s4_mve.h"

void thimble_conv2d_s4_mve(const thimble_conv2d_s4_mve_config *config, const int8_t *input,
                           int8_t *scratch, int8_t *output)
{
    const int32_t outputs = config->layer.rows.outputs;
    const int32_t *packed = config->packed;
    int8_t *rest = scratch + 16 * config->layer.rows.blocks * config->slice;
    thimble_conv2d_s8_mve_config part = config->layer;
    for (int32_t o = 0; o < outputs; o += config->slice) {
        packed = thimble_take_slice_s4_mve(&config->layer.rows, o, config->slice, packed, scratch,
                                           &part.rows);
        thimble_conv2d_part_s8_mve(&part, outputs, input, rest, output + o);
    }
    thimble_clamp_s8_mve(&config->layer.rows.steps,
                         config->layer.sliding.output_height *
                             config->layer.sliding.output_width * outputs,
                         output);
}
