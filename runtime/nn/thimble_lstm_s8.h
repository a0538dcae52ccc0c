/* Long short-term memory over a sequence: int8 values, int16 gates and cells. */
#ifndef THIMBLE_LSTM_S8_H
#define THIMBLE_LSTM_S8_H

#include "thimble_fixed_point.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Sums of weight x and of recurrent h become 16 bits with 12 of them fraction. */
typedef struct {
    const int8_t *weight;          /* [cells][inputs] */
    const int32_t *bias;           /* [cells]; the input's zero point is in it */
    thimble_multiplier scale;
    const int8_t *recurrent;       /* [cells][cells] */
    const int32_t *recurrent_bias; /* [cells]; the hidden state's zero point is in it */
    thimble_multiplier recurrent_scale;
} thimble_lstm_gate;

typedef struct {
    int32_t time;
    int32_t inputs;
    int32_t cells;
    thimble_lstm_gate gates[4]; /* input, forget, cell, output */
    thimble_multiplier forget;  /* of the products inside a cell */
    thimble_multiplier input;
    thimble_multiplier hidden;
    int32_t cell_shift; /* the cell's scale is 2^(cell_shift - 12) */
    int32_t cell_limit; /* the cell is kept within it */
    int32_t zero;       /* of the output and the hidden state */
    const uint16_t *sigmoid; /* [256] 65536 / (1 + e^(-i / 24)) */
} thimble_lstm_s8_config;

/* input [time][inputs], hidden [cells], cell [cells], scratch [4 * cells], output [time][cells]. */
void thimble_lstm_s8(const thimble_lstm_s8_config *config, const int8_t *input, int8_t *hidden,
                     int16_t *cell, int16_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
