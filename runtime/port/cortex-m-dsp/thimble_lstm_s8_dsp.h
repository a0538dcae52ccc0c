/* Long short-term memory on a Cortex-M with DSP extension: the sums of all gates by pairs of rows, as
 * in dense layers; see thimble_lstm_s8.h for what it computes. */
#ifndef THIMBLE_LSTM_S8_DSP_H
#define THIMBLE_LSTM_S8_DSP_H

#include "thimble_sums_dsp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* real = multiplier / 2^(31 + right), right being the routine's; `half` is 2^(right - 1) where right is
 * above 0, and holds the zero point of what is shown. */
typedef struct {
    int32_t multiplier;
    int32_t half;
} thimble_lstm_scale_dsp;

/* What thimble_lstm_dsp.inc reads, in this order. */
typedef struct {
    int32_t cells;
    const int32_t *stream;
    const int32_t *curve; /* [512], entry 256 at zero */
    thimble_lstm_scale_dsp input[4]; /* of the input, forget, cell and output gate */
    thimble_lstm_scale_dsp hidden[4];
    thimble_lstm_scale_dsp shown;
} thimble_lstm_step_dsp;

typedef void thimble_lstm_routine_dsp(const uint32_t *patch, const thimble_lstm_step_dsp *step,
                                      int16_t *cell, int8_t *output);

typedef struct {
    int32_t time;
    int32_t inputs;
    thimble_lstm_routine_dsp *routine;
    thimble_lstm_step_dsp step;
} thimble_lstm_s8_dsp_config;

/* input [time][inputs], hidden [cells], cell [cells], output [time][cells]; scratch: two words for
 * each four inputs and each four cells. */
void thimble_lstm_s8_dsp(const thimble_lstm_s8_dsp_config *config, const int8_t *input,
                         int8_t *hidden, int16_t *cell, int32_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
