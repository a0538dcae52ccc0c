#include "thimble_decoder.h"

static uint8_t in_256ths(float score) {
    if (!(score > 0.0f)) {
        return 0;
    }
    return score < 1.0f ? (uint8_t)(256.0f * score) : (uint8_t)255;
}

int32_t thimble_decoder_push(const thimble_decoder_config *config, const float *score,
                             uint8_t *history, int32_t *sums, thimble_decoder_state *state) {
    uint8_t *const row = history + state->next * config->labels;
    int32_t best = 0;
    for (int32_t label = 0; label < config->labels; label++) {
        const uint8_t fresh = in_256ths(score[label]);
        sums[label] += (int32_t)fresh - (int32_t)row[label];
        row[label] = fresh;
        if (sums[label] > sums[best]) {
            best = label;
        }
    }
    state->next = state->next + 1 < config->windows ? state->next + 1 : 0;
    if (state->quiet > 0) {
        state->quiet--;
        return -1;
    }
    if (config->heard[best] == 0 || sums[best] < config->threshold * config->windows) {
        return -1;
    }
    state->quiet = config->suppression;
    return best;
}
