#include "thimble_lstm_s8_dsp.h"

void thimble_lstm_s8_dsp(const thimble_lstm_s8_dsp_config *config, const int8_t *input,
                         int8_t *hidden, int16_t *cell, int32_t *scratch, int8_t *output)
{
    const int32_t cells = config->step.cells;
    uint32_t *patch = (uint32_t *)scratch;
    uint32_t *past = patch + (config->inputs + 3) / 4 * 2;
    const int8_t *before = hidden;
    for (int32_t t = config->time; t > 0; t--) {
        thimble_spread_fours(input, config->inputs, patch);
        thimble_spread_fours(before, cells, past);
        config->routine(patch, &config->step, cell, output);
        before = output;
        input += config->inputs;
        output += cells;
    }
    memcpy(hidden, before, (size_t)cells);
}
