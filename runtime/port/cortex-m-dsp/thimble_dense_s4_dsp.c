#include "thimble_dense_s4_dsp.h"

#include "thimble_dense_fours_dsp.h"

static int32_t sum_of(const uint32_t *patch, const uint32_t *end)
{
    int32_t sum = 0;
    for (; patch < end; patch++) {
        sum = __smlad((int16x2_t)*patch, (int16x2_t)0x00010001U, sum);
    }
    return sum;
}

void thimble_dense_s4_dsp(const thimble_dense_s8_dsp_config *config, const int8_t *input,
                          int8_t *scratch, int8_t *output)
{
    int32_t *before = (int32_t *)(void *)scratch;
    uint32_t *patch = (uint32_t *)(void *)(scratch + 16);
    uint32_t *end = patch + config->patch_bytes / 4;
    thimble_dense_spread_dsp(input, config->inputs, patch, end);
    const int32_t eight = 8 * sum_of(patch, end);
    before[1] = eight;
    before[2] = 17 * eight;
    before[3] = 273 * eight;
    thimble_dense_fours_dsp(config, patch, output);
}
