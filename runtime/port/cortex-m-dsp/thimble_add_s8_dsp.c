#include "thimble_add_s8_dsp.h"

void thimble_add_s8_dsp(const thimble_add_s8_dsp_config *config, const int8_t *left,
                        const int8_t *right, int8_t *output)
{
    const int32_t words = config->size / 4;
    const int32_t rest = config->size % 4;
    if (words > 0) {
        config->words(left, right, output, words, &config->line);
    }
    if (rest > 0) {
        int8_t last[3][4] = {{0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}};
        memcpy(last[0], left + 4 * words, (size_t)rest);
        memcpy(last[1], right + 4 * words, (size_t)rest);
        config->words(last[0], last[1], last[2], 1, &config->line);
        memcpy(output + 4 * words, last[2], (size_t)rest);
    }
    thimble_clamp_s8_dsp(&config->range, output, config->size);
}
