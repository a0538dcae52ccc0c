#include "thimble_dense_fours_dsp.h"

void thimble_dense_s8_dsp(const thimble_dense_s8_dsp_config *config, const int8_t *input,
                          int8_t *scratch, int8_t *output)
{
    uint32_t *patch = (uint32_t *)(void *)scratch;
    thimble_dense_spread_dsp(input, config->inputs, patch, patch + config->patch_bytes / 4);
    thimble_dense_fours_dsp(config, patch, output);
}
