#include "thimble_pointwise8_s8_dsp.h"

enum { CHANNELS = 8 };

void thimble_pointwise8_s8_dsp(const thimble_pointwise8_s8_dsp_config *config, const int8_t *input,
                               int8_t *scratch, int8_t *output)
{
    uint32_t *strip = (uint32_t *)(void *)scratch;
    for (int32_t end = config->pixels; end > 0; end -= config->strip) {
        const int32_t first = end > config->strip ? end - config->strip : 0;
        config->spread(input + first * CHANNELS, strip, end - first);
        config->multiply(strip, config->table, output + first * config->outputs, end - first);
    }
    thimble_clamp_s8_dsp(&config->range, output, config->pixels * config->outputs);
}
