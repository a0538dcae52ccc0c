#include "thimble_dense_s8_dsp.h"

#include "thimble_halfwords_dsp.h"

/* Inputs as halfwords (k0,k2) (k1,k3); what is missing of a whole turn becomes 0. */
static void spread(const int8_t *input, int32_t inputs, uint32_t *patch, const uint32_t *end)
{
    int32_t rest = inputs;
    for (; rest >= 8; rest -= 8) {
        const uint32_t first = thimble_load4_s8(input);
        const uint32_t second = thimble_load4_s8(input + 4);
        patch[0] = thimble_even_bytes(first);
        patch[1] = thimble_odd_bytes(first);
        patch[2] = thimble_even_bytes(second);
        patch[3] = thimble_odd_bytes(second);
        input += 8;
        patch += 4;
    }
    if (rest > 0) {
        int8_t last[8] = {0, 0, 0, 0, 0, 0, 0, 0};
        memcpy(last, input, (size_t)rest);
        patch[0] = thimble_pair(last[0], last[2]);
        patch[1] = thimble_pair(last[1], last[3]);
        patch[2] = thimble_pair(last[4], last[6]);
        patch[3] = thimble_pair(last[5], last[7]);
        patch += 4;
    }
    while (patch < end) {
        *patch++ = 0;
    }
}

void thimble_dense_s8_dsp(const thimble_dense_s8_dsp_config *config, const int8_t *input,
                          int8_t *scratch, int8_t *output)
{
    uint32_t *patch = (uint32_t *)(void *)scratch;
    const int32_t whole = config->outputs & ~3;
    const int32_t *stream = config->stream;
    spread(input, config->inputs, patch, patch + config->patch_bytes / 4);
    if (whole > 0) {
        stream = config->multiply(patch, stream, output, whole, config->patch_bytes);
    }
    if (config->outputs > whole) {
        int8_t last[4];
        (void)config->multiply(patch, stream, last, 4, config->patch_bytes);
        memcpy(output + whole, last, (size_t)(config->outputs - whole));
    }
    thimble_clamp_s8_dsp(&config->range, output, config->outputs);
}
