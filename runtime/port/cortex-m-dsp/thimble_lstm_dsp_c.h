/* thimble_lstm_dsp.inc in C. */
#ifndef THIMBLE_LSTM_DSP_C_H
#define THIMBLE_LSTM_DSP_C_H

#include "thimble_dense_s8_dsp_c.h"
#include "thimble_lstm_s8_dsp.h"

/* A gate's sum, times 256 where `high`, to 16 bits; `right` below 0 is to the left. */
THIMBLE_PART int32_t thimble_lstm_gate(int32_t sum, int32_t high, thimble_lstm_scale_dsp by,
                                       int32_t right)
{
    const int32_t left = right < 0 ? 1 - right : 1;
    const int32_t twice = high ? sum >> (8 - left) : thimble_shifted_left(sum, left);
    if (right > 0) {
        return thimble_cut16(thimble_smmlar(twice, by.multiplier, by.half + (twice >> 31)) >> right);
    }
    return thimble_cut16(thimble_smmulr(twice, by.multiplier));
}

/* The shifts of the input, forget, cell and output gate. */
typedef struct {
    int32_t of[4];
} thimble_lstm_shifts;

/* The four gates of a cell over one part of the patch. */
THIMBLE_PART const int32_t *thimble_lstm_gates(const uint32_t *patch, const int32_t *stream,
                                               int32_t fours, const thimble_lstm_scale_dsp *scales,
                                               const thimble_lstm_shifts *right, int32_t gates[4])
{
    int32_t sums[4];
    stream = thimble_dense_four_sums(patch, stream, fours, sums);
#define THIMBLE_LSTM_ONE(i)                                                               \
    thimble_hold_loads();                                                                 \
    gates[i] = thimble_lstm_gate(sums[i], (i) % 2, scales[i], right->of[i]);
    THIMBLE_FOUR(4, 0, THIMBLE_LSTM_ONE)
#undef THIMBLE_LSTM_ONE
    return stream;
}

/* A curve at a place with 9 bits between entries. */
THIMBLE_PART int32_t thimble_lstm_curve(const int32_t *middle, int32_t place, int32_t rounding,
                                        int32_t right)
{
    const uint32_t rest = ((uint32_t)place & 511U) | (512U << 16);
    return thimble_smlad((uint32_t)middle[place >> 9], rest, rounding + (place >> 31)) >> right;
}

THIMBLE_PART int32_t thimble_lstm_logistic(const int32_t *middle, int32_t gate)
{
    return thimble_lstm_curve(middle, 3 * gate, (1 << 24) + 512, 10);
}

THIMBLE_PART int32_t thimble_lstm_tanh(const int32_t *middle, int32_t place)
{
    return thimble_lstm_curve(middle, THIMBLE_CUT(place, 18), 256, 9);
}

/* A product of two numbers of 16 bits, 2^(right) times as large, rounded as thimble_multiply does. */
THIMBLE_PART int32_t thimble_lstm_product(int32_t a, int32_t b, int32_t right)
{
    return (a * b + (1 | (b >> 31)) + ((int32_t)1 << (right - 1))) >> right;
}

/* What the cell keeps; its unit is 2^-bits. */
THIMBLE_PART int32_t thimble_lstm_cell(int32_t before, int32_t forget, int32_t input, int32_t cell,
                                       int32_t bits, int32_t limit)
{
    const int32_t kept = thimble_cut16(thimble_lstm_product(forget, before, 15) +
                                       thimble_lstm_product(input, cell, 30 - bits));
    if (limit < 32768) {
        const int32_t below = kept > limit ? limit : kept;
        return below < -limit ? -limit : below;
    }
    return kept;
}

/* tanh of what the cell keeps. */
THIMBLE_PART int32_t thimble_lstm_cell_curve(const int32_t *middle, int32_t cell, int32_t bits)
{
    if (bits <= 12) {
        return thimble_lstm_tanh(middle, cell * (6 << (12 - bits)));
    }
    const int32_t half = bits > 12 ? (int32_t)1 << (bits - 13) : 0;
    return thimble_lstm_tanh(middle, 2 * ((3 * cell + half) >> (bits - 12)));
}

THIMBLE_PART void thimble_lstm_cells(const uint32_t *patch, const thimble_lstm_step_dsp *step,
                                     int16_t *cell, int8_t *output, int32_t inputs, int32_t hidden,
                                     thimble_lstm_shifts over, thimble_lstm_shifts again,
                                     int32_t bits, int32_t limit, int32_t shown)
{
    const int32_t *middle = step->curve + 256;
    const int32_t *stream = step->stream;
    for (int32_t cells = step->cells; cells > 0; cells--) {
        int32_t first[4];
        int32_t second[4];
        stream = thimble_lstm_gates(patch, stream, inputs, step->input, &over, first);
        stream = thimble_lstm_gates(patch + 2 * inputs, stream, hidden, step->hidden, &again, second);
        const int32_t forget = thimble_lstm_logistic(middle, thimble_cut16(first[1] + second[1]));
        const int32_t input = thimble_lstm_logistic(middle, thimble_cut16(first[0] + second[0]));
        const int32_t candidate =
            thimble_lstm_tanh(middle, 6 * thimble_cut16(first[2] + second[2]));
        const int32_t answer = thimble_lstm_logistic(middle, thimble_cut16(first[3] + second[3]));
        const int32_t kept = thimble_lstm_cell(*cell, forget, input, candidate, bits, limit);
        *cell++ = (int16_t)kept;
        const int32_t twice = 2 * thimble_lstm_cell_curve(middle, kept, bits) * answer;
        const int32_t product =
            thimble_smmlar(twice, step->shown.multiplier, step->shown.half + (twice >> 31));
        *output++ = thimble_cut8(product >> shown);
    }
}

#define THIMBLE_LSTM_STEP(name, inputs, hidden, xi, xf, xg, xo, hi, hf, hg, ho, bits, limit, shown) \
    void name(const uint32_t *patch, const thimble_lstm_step_dsp *step, int16_t *cell,     \
              int8_t *output)                                                              \
    {                                                                                      \
        const thimble_lstm_shifts over = {{xi, xf, xg, xo}};                               \
        const thimble_lstm_shifts again = {{hi, hf, hg, ho}};                              \
        thimble_lstm_cells(patch, step, cell, output, inputs, hidden, over, again, bits,   \
                           limit, shown);                                                  \
    }

#endif
