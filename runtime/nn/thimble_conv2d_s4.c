#include "thimble_conv2d_s4.h"

#include "thimble_unpack_s4.h"

void thimble_conv2d_s4(const thimble_conv2d_s4_config *config, const int8_t *input, int8_t *scratch,
                       int8_t *output)
{
    const int32_t outputs = config->layer.outputs;
    const thimble_sliding *sliding = &config->layer.sliding;
    const int32_t patch = sliding->kernel_height * sliding->kernel_width * sliding->channels;
    const int32_t *packed = config->packed;
    thimble_conv2d_s8_config part = config->layer;
    part.weight = scratch;
    for (int32_t o = 0; o < outputs; o += config->slice) {
        const int32_t left = outputs - o;
        part.outputs = left < config->slice ? left : config->slice;
        part.scaling = thimble_scaling_from_s8(&config->layer.scaling, o);
        packed = thimble_unpack_s4(packed, (part.outputs * patch + 7) / 8, scratch);
        thimble_conv2d_part_s8(&part, outputs, input, scratch + config->slice_bytes, output + o);
    }
}
