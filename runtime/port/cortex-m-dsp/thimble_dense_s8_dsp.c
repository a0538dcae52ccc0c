#include "thimble_dense_s8_dsp.h"

#include "thimble_halfwords_dsp.h"

void thimble_dense_spread_s8_dsp(const int8_t *input, int32_t inputs, uint32_t *patch, uint32_t *end)
{
    for (; inputs >= 4; inputs -= 4) {
        const uint32_t word = thimble_load4_s8(input);
        patch[0] = thimble_even_bytes(word);
        patch[1] = thimble_odd_bytes(word);
        input += 4;
        patch += 2;
    }
    if (patch < end) {
        patch[0] = thimble_pair(inputs > 0 ? input[0] : 0, inputs > 2 ? input[2] : 0);
        patch[1] = thimble_pair(inputs > 1 ? input[1] : 0, 0);
        for (patch += 2; patch < end; patch++) {
            *patch = 0;
        }
    }
}

void thimble_dense_fours_s8_dsp(const thimble_dense_s8_dsp_config *config, const uint32_t *patch,
                                int8_t *output)
{
    const int32_t whole = config->outputs & ~3;
    const int32_t *stream = config->stream;
    if (whole > 0) {
        stream = config->multiply(patch, stream, output, whole, config->patch_bytes);
    }
    if (config->outputs > whole) {
        int8_t last[4];
        (void)config->multiply(patch, stream, last, 4, config->patch_bytes);
        for (int32_t i = 0; i < config->outputs - whole; i++) {
            output[whole + i] = last[i];
        }
    }
    thimble_clamp_s8_dsp(&config->range, output, config->outputs);
}

void thimble_dense_s8_dsp(const thimble_dense_s8_dsp_config *config, const int8_t *input,
                          int8_t *scratch, int8_t *output)
{
    uint32_t *patch = (uint32_t *)(void *)scratch;
    thimble_dense_spread_s8_dsp(input, config->inputs, patch, patch + config->patch_bytes / 4);
    thimble_dense_fours_s8_dsp(config, patch, output);
}
