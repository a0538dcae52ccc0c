#include "thimble_conv2d_s4_dsp.h"

#include "thimble_unpack_s4.h"

static inline const int32_t *copy_words(const int32_t *from, int32_t words, uint32_t **to)
{
    for (; words > 0; words--) {
        *(*to)++ = (uint32_t)*from++;
    }
    return from;
}

/* One pair of outputs, or with `rows` 1 a single last one: biases, weights, scalings. */
static const int32_t *unpack_rows(const int32_t *packed, int32_t steps, int32_t rows, uint32_t **to)
{
    packed = copy_words(packed, rows, to);
    uint32_t *at = *to;
    for (; steps > 0; steps--) {
        const uint32_t word = (uint32_t)*packed++;
        *at++ = thimble_nibbles(word & 0x0f0f0f0fU, THIMBLE_GUARD_HALFWORDS);
        *at++ = thimble_nibbles((word >> 4) & 0x0f0f0f0fU, THIMBLE_GUARD_HALFWORDS);
    }
    *to = at;
    return copy_words(packed, 3 * rows, to);
}

static void in_slices(const thimble_conv2d_s4_dsp_config *config, thimble_conv2d_part_s8_dsp *part,
                      const int8_t *input, int8_t *scratch, int8_t *output)
{
    const int32_t outputs = config->layer.outputs;
    const thimble_sliding *sliding = &config->layer.sliding;
    const int32_t *packed = config->packed;
    thimble_conv2d_s8_dsp_config layer = config->layer;
    layer.stream = (const int32_t *)(void *)scratch;
    for (int32_t o = 0; o < outputs; o += config->slice) {
        const int32_t left = outputs - o;
        uint32_t *stream = (uint32_t *)(void *)scratch;
        layer.made = left < config->slice ? left : config->slice;
        layer.shape.pairs = layer.made & ~1;
        for (int32_t row = 0; row < layer.made; row += 2) {
            packed = unpack_rows(packed, config->steps, row + 1 < layer.made ? 2 : 1, &stream);
        }
        part(&layer, input, scratch + config->stream_bytes, output + o);
    }
    thimble_clamp_s8_dsp(&layer.range, output,
                         sliding->output_height * sliding->output_width * outputs);
}

void thimble_conv2d_open_s4_dsp(const thimble_conv2d_s4_dsp_config *config, const int8_t *input,
                                int8_t *scratch, int8_t *output)
{
    in_slices(config, thimble_conv2d_open_part_s8_dsp, input, scratch, output);
}

void thimble_conv2d_framed_s4_dsp(const thimble_conv2d_s4_dsp_config *config, const int8_t *input,
                                  int8_t *scratch, int8_t *output)
{
    in_slices(config, thimble_conv2d_framed_part_s8_dsp, input, scratch, output);
}

void thimble_conv2d_banded_s4_dsp(const thimble_conv2d_s4_dsp_config *config, const int8_t *input,
                                  int8_t *scratch, int8_t *output)
{
    in_slices(config, thimble_conv2d_banded_part_s8_dsp, input, scratch, output);
}
