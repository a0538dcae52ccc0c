#include "thimble_svdf_s8_dsp.h"

/* What each filter is to remember next. */
static void newest(const thimble_svdf_s8_dsp_config *config, const int32_t *projections,
                   int32_t *to)
{
    const thimble_shrink feature = config->feature;
    const int32_t state_zero = config->state_zero;
    const int32_t wide = config->wide;
    const int16_t *place = config->places;
    for (int32_t i = config->units * config->rank; i > 0; i--) {
        const int32_t value = thimble_shrunk(projections[*place++], feature) + state_zero;
        *to++ = wide ? thimble_cut16(value) : thimble_cut8(value);
    }
}

static void all_units(const thimble_svdf_s8_dsp_config *config, const int32_t *sums, int8_t *output)
{
    const thimble_multiplier time = config->time;
    const int32_t rank = config->rank;
    const int32_t zero = config->zero;
    const int32_t *bias = config->bias;
    for (int32_t unit = config->units; unit > 0; unit--) {
        uint32_t sum = (uint32_t)*bias++;
        for (int32_t k = rank; k > 0; k--) {
            sum += (uint32_t)*sums++;
        }
        const int32_t scaled = thimble_multiply((int32_t)sum, time.multiplier, time.shift);
        *output++ = thimble_cut8(scaled + zero);
    }
}

void thimble_svdf_s8_dsp(const thimble_svdf_s8_dsp_config *config, const int8_t *input, void *state,
                         int32_t *scratch, int8_t *output)
{
    uint32_t *patch = (uint32_t *)scratch;
    int32_t *projections = scratch + (config->inputs + 3) / 4 * 2;
    int32_t *sums = projections + config->filters;
    thimble_spread_fours(input, config->inputs, patch);
    config->project(patch, config->stream, projections, config->filters);
    newest(config, projections, sums);
    config->remember((int8_t *)state, config->time_weight, sums, config->units * config->rank);
    all_units(config, sums, output);
}
