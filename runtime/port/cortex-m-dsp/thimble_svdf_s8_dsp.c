#include "thimble_svdf_s8_dsp.h"

static inline uint32_t load(const int8_t *at)
{
    uint32_t word;
    memcpy(&word, at, 4);
    return word;
}

static inline void store(int8_t *at, uint32_t word)
{
    memcpy(at, &word, 4);
}

/* Forgets the oldest halfword, adds the newest, and weighs them all onto a sum that may go round 32
 * bits, two at a time. */
static inline int32_t remember_s16(int8_t *own, const int32_t *weight, int32_t words,
                                   int32_t newest, int32_t sum)
{
    uint32_t last = load(own);
    for (int32_t i = 0; i < words; i++) {
        const uint32_t next = i + 1 < words ? load(own + 4 * (i + 1)) : (uint32_t)newest;
        const uint32_t moved = (last >> 16) | (next << 16);
        store(own + 4 * i, moved);
        sum = __smlad((int16x2_t)moved, (int16x2_t)weight[i], sum);
        last = next;
    }
    return sum;
}

/* The same of bytes, four at a time; their weights are halfwords (0,2) (1,3). */
static inline int32_t remember_s8(int8_t *own, const int32_t *weight, int32_t words, int32_t newest,
                                  int32_t sum)
{
    uint32_t last = load(own);
    for (int32_t i = 0; i < words; i++) {
        const uint32_t next = i + 1 < words ? load(own + 4 * (i + 1)) : (uint32_t)newest;
        const uint32_t moved = (last >> 8) | (next << 24);
        store(own + 4 * i, moved);
        sum = __smlad((int16x2_t)thimble_even_bytes(moved), (int16x2_t)weight[2 * i], sum);
        sum = __smlad((int16x2_t)thimble_odd_bytes(moved), (int16x2_t)weight[2 * i + 1], sum);
        last = next;
    }
    return sum;
}

/* What is read for each filter stands in variables: the memory's bytes might be the config's, for all
 * that a compiler knows. */
static inline void all_units(const thimble_svdf_s8_dsp_config *config, const int32_t *sums,
                             int8_t *own, int32_t wide, int8_t *output)
{
    const int32_t words = config->memory_words;
    const thimble_shrink feature = config->feature;
    const int32_t state_zero = config->state_zero;
    const int32_t rank = config->rank;
    const int32_t *weight = config->time_weight;
    const int32_t *bias = config->bias;
    const int16_t *place = config->places;
    for (int32_t unit = config->units; unit > 0; unit--) {
        int32_t sum = *bias++;
        for (int32_t k = rank; k > 0; k--) {
            const int32_t newest = thimble_shrunk(sums[*place++], feature) + state_zero;
            if (wide) {
                sum = remember_s16(own, weight, words, thimble_cut16(newest), sum);
                weight += words;
            } else {
                sum = remember_s8(own, weight, words, thimble_cut8(newest), sum);
                weight += 2 * words;
            }
            own += 4 * words;
        }
        const int32_t scaled = thimble_multiply(sum, config->time.multiplier, config->time.shift);
        *output++ = thimble_cut8(scaled + config->zero);
    }
}

void thimble_svdf_s8_dsp(const thimble_svdf_s8_dsp_config *config, const int8_t *input, void *state,
                         int32_t *scratch, int8_t *output)
{
    uint32_t *patch = (uint32_t *)scratch;
    int32_t *sums = scratch + (config->inputs + 3) / 4 * 2;
    thimble_spread_fours(input, config->inputs, patch);
    config->project(patch, config->stream, sums, config->filters);
    if (config->wide) {
        all_units(config, sums, (int8_t *)state, 1, output);
    } else {
        all_units(config, sums, (int8_t *)state, 0, output);
    }
}
