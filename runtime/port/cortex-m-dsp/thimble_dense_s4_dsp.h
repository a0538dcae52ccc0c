/* A dense layer whose weights have four bits, on a Cortex-M with DSP extension: four rows in each
 * halfword; see thimble_dense_s4_dsp.inc. */
#ifndef THIMBLE_DENSE_S4_DSP_H
#define THIMBLE_DENSE_S4_DSP_H

#include "thimble_dense_s8_dsp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* As thimble_dense_s8_dsp; scratch 16 bytes more. */
void thimble_dense_s4_dsp(const thimble_dense_s8_dsp_config *config, const int8_t *input,
                          int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
