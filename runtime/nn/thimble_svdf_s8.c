#include "thimble_svdf_s8.h"

#include <string.h>

static int32_t project(const thimble_svdf_s8_config *config, int32_t filter, const int8_t *input)
{
    const int8_t *const weight = config->feature_weight + filter * config->inputs;
    int32_t sum = config->feature_bias[filter];
    for (int32_t i = 0; i < config->inputs; i++) {
        sum += (int32_t)weight[i] * input[i];
    }
    return thimble_multiply(sum, config->feature.multiplier, config->feature.shift) +
           config->state_zero;
}

/* 16-bit products may leave 32 bits in sum: the reference goes round, and so does this. */
static int32_t wrapping_sum(int32_t a, int32_t b)
{
    return (int32_t)((uint32_t)a + (uint32_t)b);
}

/* Forgets the oldest of `memory` numbers, adds the newest, and weighs them all. */
static int32_t remember_s16(int16_t *own, const int16_t *weight, int32_t memory, int32_t newest)
{
    int32_t sum = 0;
    memmove(own, own + 1, (size_t)(memory - 1) * sizeof *own);
    own[memory - 1] = (int16_t)thimble_clamp(newest, -32768, 32767);
    for (int32_t i = 0; i < memory; i++) {
        sum = wrapping_sum(sum, (int32_t)own[i] * weight[i]);
    }
    return sum;
}

static int32_t remember_s8(int8_t *own, const int8_t *weight, int32_t memory, int32_t newest)
{
    int32_t sum = 0;
    memmove(own, own + 1, (size_t)(memory - 1));
    own[memory - 1] = (int8_t)thimble_clamp(newest, -128, 127);
    for (int32_t i = 0; i < memory; i++) {
        sum += (int32_t)own[i] * weight[i];
    }
    return sum;
}

void thimble_svdf_s8(const thimble_svdf_s8_config *config, const int8_t *input, void *state,
                     int8_t *output)
{
    int32_t filter = 0;
    for (int32_t unit = 0; unit < config->units; unit++) {
        int32_t sum = config->bias[unit];
        for (int32_t k = 0; k < config->rank; k++, filter++) {
            const int32_t newest = project(config, filter, input);
            const int32_t at = filter * config->memory;
            if (config->wide != 0) {
                sum = wrapping_sum(sum, remember_s16((int16_t *)state + at,
                                                     (const int16_t *)config->time_weight + at,
                                                     config->memory, newest));
            } else {
                sum += remember_s8((int8_t *)state + at, (const int8_t *)config->time_weight + at,
                                   config->memory, newest);
            }
        }
        const int32_t scaled = thimble_multiply(sum, config->time.multiplier, config->time.shift);
        output[unit] = (int8_t)thimble_clamp(scaled + config->zero, -128, 127);
    }
}
