#include "thimble_lstm_s8_dsp.h"

/* Between two entries of the table of the logistic function, 2^bits lie from one to the next. */
static inline uint32_t between(const uint16_t *table, uint32_t place, uint32_t bits)
{
    const uint16_t *entry = table + (place >> bits);
    const uint32_t low = entry[0];
    return (low << bits) + (place & ((1U << bits) - 1U)) * (entry[1] - low);
}

/* 1 / (1 + e^-x) for x with 12 fraction bits; the answer has 15. */
static inline int32_t logistic(const uint16_t *table, int32_t x)
{
    const int32_t place = x * 3;
    const uint32_t size = (uint32_t)(place < 0 ? -place : place);
    const int32_t above = size >= 255 * 512 ? 32767 * 1024 : (int32_t)between(table, size, 9);
    return (place >= 0 ? above + 512 : ((int32_t)1 << 25) - above + 511) >> 10;
}

/* tanh(x) for x with 12 - shift fraction bits; the answer has 15. */
static inline int32_t hyperbolic_tangent(const uint16_t *table, int32_t x, int32_t shift)
{
    const int32_t place = shift >= 0 ? x * 3 * ((int32_t)1 << shift)
                                     : (x * 3 + ((int32_t)1 << (-shift - 1))) >> -shift;
    const uint32_t size = (uint32_t)(place < 0 ? -place : place);
    const int32_t above = size >= 255 * 256 ? 65535 * 256 : (int32_t)between(table, size, 8);
    const int32_t one = (int32_t)1 << 23;
    return (place >= 0 ? above - one + 128 : one - above + 127) >> 8;
}

/* All cells of one gate before their curve, in the place of their first sums. */
static void add_sums(int32_t *first, const int32_t *second, int32_t cells,
                     thimble_shrink first_scale, thimble_shrink second_scale)
{
    for (; cells > 0; cells--) {
        *first = thimble_cut16(thimble_cut16(thimble_shrunk(*first, first_scale)) +
                               thimble_cut16(thimble_shrunk(*second++, second_scale)));
        first++;
    }
}

/* All cells from their gates; the scales are copied, for int16 stores might be theirs for all that a
 * compiler knows. */
static void all_cells(const thimble_lstm_s8_dsp_config *config, const int32_t *gates,
                      int8_t *hidden, int16_t *cell)
{
    const uint16_t *const table = config->sigmoid;
    const thimble_shrink forget = config->forget;
    const thimble_shrink take = config->input;
    const thimble_shrink show = config->hidden;
    const int32_t cells = config->cells;
    const int32_t limit = config->cell_limit;
    const int32_t shift = config->cell_shift;
    const int32_t zero = config->zero;
    for (int32_t c = cells; c > 0; c--) {
        const int32_t takes = logistic(table, gates[0]);
        const int32_t forgets = logistic(table, gates[cells]);
        const int32_t news = hyperbolic_tangent(table, gates[2 * cells], 0);
        const int32_t shows = logistic(table, gates[3 * cells]);
        const int32_t sum = thimble_cut16(thimble_cut16(thimble_shrunk(forgets * *cell, forget)) +
                                          thimble_cut16(thimble_shrunk(takes * news, take)));
        const int32_t kept = sum < -limit ? -limit : sum > limit ? limit : sum;
        *cell++ = (int16_t)kept;
        const int32_t shown =
            thimble_shrunk(hyperbolic_tangent(table, kept, shift) * shows, show);
        *hidden++ = thimble_cut8(shown + zero);
        gates++;
    }
}

void thimble_lstm_s8_dsp(const thimble_lstm_s8_dsp_config *config, const int8_t *input,
                         int8_t *hidden, int16_t *cell, int32_t *scratch, int8_t *output)
{
    const int32_t rows = 4 * config->cells;
    uint32_t *patch = (uint32_t *)scratch;
    uint32_t *past = patch + (config->inputs + 3) / 4 * 2;
    int32_t *from_input = (int32_t *)(past + (config->cells + 3) / 4 * 2);
    int32_t *from_hidden = from_input + rows;
    for (int32_t t = 0; t < config->time; t++) {
        thimble_spread_fours(input, config->inputs, patch);
        thimble_spread_fours(hidden, config->cells, past);
        config->input_sums(patch, config->input_stream, from_input, rows);
        config->hidden_sums(past, config->hidden_stream, from_hidden, rows);
        for (int32_t k = 0; k < 4; k++) {
            add_sums(from_input + k * config->cells, from_hidden + k * config->cells, config->cells,
                     config->input_scale[k], config->hidden_scale[k]);
        }
        all_cells(config, from_input, hidden, cell);
        memcpy(output, hidden, (size_t)config->cells);
        input += config->inputs;
        output += config->cells;
    }
}
