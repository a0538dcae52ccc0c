/* Long short-term memory on a Cortex-M with DSP extension: the sums of all gates by pairs of rows, as
 * in dense layers; see thimble_lstm_s8.h for what it computes. */
#ifndef THIMBLE_LSTM_S8_DSP_H
#define THIMBLE_LSTM_S8_DSP_H

#include "thimble_sums_dsp.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t time;
    int32_t inputs;
    int32_t cells;
    thimble_dense_sums *input_sums;
    const int32_t *input_stream; /* rows of the input, forget, cell and output gate */
    thimble_dense_sums *hidden_sums;
    const int32_t *hidden_stream;
    thimble_shrink input_scale[4];
    thimble_shrink hidden_scale[4];
    thimble_shrink forget; /* of the products inside a cell */
    thimble_shrink input;
    thimble_shrink hidden;
    int32_t cell_shift; /* the cell's scale is 2^(cell_shift - 12) */
    int32_t cell_limit; /* the cell is kept within it */
    int32_t zero;       /* of the output and the hidden state */
    const uint16_t *sigmoid; /* [256] 65536 / (1 + e^(-i / 24)) */
} thimble_lstm_s8_dsp_config;

/* input [time][inputs], hidden [cells], cell [cells], output [time][cells]; scratch: two halfwords for
 * each four inputs and four cells, and 8 * cells sums. */
void thimble_lstm_s8_dsp(const thimble_lstm_s8_dsp_config *config, const int8_t *input,
                         int8_t *hidden, int16_t *cell, int32_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
