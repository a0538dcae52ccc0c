#include "thimble_lstm_s8.h"

#include <string.h>

static int32_t saturate(int32_t value)
{
    return thimble_clamp(value, -32768, 32767);
}

/* Between two entries of the table of the logistic function, `steps` lie from one to the next. */
static int32_t between(const uint16_t *table, int32_t place, int32_t steps)
{
    const int32_t index = place / steps;
    const int32_t low = table[index];
    return low * steps + place % steps * (table[index + 1] - low);
}

/* 1 / (1 + e^-x) for x with 12 fraction bits; the answer has 15. */
static int32_t logistic(const uint16_t *table, int32_t x)
{
    const int32_t place = x * 3;
    const int32_t size = place < 0 ? -place : place;
    const int32_t above = size >= 255 * 512 ? 32767 * 1024 : between(table, size, 512);
    return (place >= 0 ? above + 512 : ((int32_t)1 << 25) - above + 511) >> 10;
}

/* tanh(x) = 2 / (1 + e^-2x) - 1 for x with 12 - shift fraction bits; the answer has 15. */
static int32_t hyperbolic_tangent(const uint16_t *table, int32_t x, int32_t shift)
{
    const int32_t place = shift >= 0 ? x * 3 * ((int32_t)1 << shift)
                                     : (x * 3 + ((int32_t)1 << (-shift - 1))) >> -shift;
    const int32_t size = place < 0 ? -place : place;
    const int32_t above = size >= 255 * 256 ? 65535 * 256 : between(table, size, 256);
    const int32_t one = (int32_t)1 << 23;
    return (place >= 0 ? above - one + 128 : one - above + 127) >> 8;
}

static int32_t row_sum(const int8_t *weight, const int8_t *values, int32_t size, int32_t sum)
{
    for (int32_t i = 0; i < size; i++) {
        sum += (int32_t)weight[i] * values[i];
    }
    return sum;
}

/* All cells of one gate before their curve. */
static void gate_sums(const thimble_lstm_s8_config *config, const thimble_lstm_gate *gate,
                      const int8_t *input, const int8_t *hidden, int16_t *sums)
{
    for (int32_t c = 0; c < config->cells; c++) {
        const int32_t first =
            row_sum(gate->weight + c * config->inputs, input, config->inputs, gate->bias[c]);
        const int32_t second = row_sum(gate->recurrent + c * config->cells, hidden, config->cells,
                                       gate->recurrent_bias[c]);
        sums[c] = (int16_t)saturate(
            saturate(thimble_multiply(first, gate->scale.multiplier, gate->scale.shift)) +
            saturate(thimble_multiply(second, gate->recurrent_scale.multiplier,
                                      gate->recurrent_scale.shift)));
    }
}

static int32_t product(int32_t a, int32_t b, const thimble_multiplier *by)
{
    return thimble_multiply(a * b, by->multiplier, by->shift);
}

static void one_step(const thimble_lstm_s8_config *config, const int8_t *input, int8_t *hidden,
                     int16_t *cell, int16_t *scratch)
{
    const uint16_t *const table = config->sigmoid;
    const int32_t cells = config->cells;
    for (int32_t k = 0; k < 4; k++) {
        gate_sums(config, &config->gates[k], input, hidden, scratch + k * cells);
    }
    for (int32_t c = 0; c < cells; c++) {
        const int32_t takes = logistic(table, scratch[c]);
        const int32_t forgets = logistic(table, scratch[cells + c]);
        const int32_t news = hyperbolic_tangent(table, scratch[2 * cells + c], 0);
        const int32_t shows = logistic(table, scratch[3 * cells + c]);
        const int32_t sum = saturate(product(forgets, cell[c], &config->forget)) +
                            saturate(product(takes, news, &config->input));
        cell[c] = (int16_t)thimble_clamp(saturate(sum), -config->cell_limit, config->cell_limit);
        const int32_t shown = product(hyperbolic_tangent(table, cell[c], config->cell_shift), shows,
                                      &config->hidden);
        hidden[c] = (int8_t)thimble_clamp(shown + config->zero, -128, 127);
    }
}

void thimble_lstm_s8(const thimble_lstm_s8_config *config, const int8_t *input, int8_t *hidden,
                     int16_t *cell, int16_t *scratch, int8_t *output)
{
    for (int32_t t = 0; t < config->time; t++) {
        one_step(config, input, hidden, cell, scratch);
        memcpy(output, hidden, (size_t)config->cells);
        input += config->inputs;
        output += config->cells;
    }
}
