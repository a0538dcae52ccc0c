/* A dense layer on a Cortex-M with DSP extension: four rows at a time, two in each halfword; see
 * thimble_dense_s8_dsp.inc. */
#ifndef THIMBLE_DENSE_S8_DSP_H
#define THIMBLE_DENSE_S8_DSP_H

#include "thimble_clamp_s8_dsp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A patch times `rows` rows of the stream; answers what follows them in the stream. */
typedef const int32_t *thimble_dense_rows(const uint32_t *patch, const int32_t *stream,
                                          int8_t *output, int32_t rows, int32_t patch_bytes);

typedef struct {
    int32_t inputs;
    int32_t outputs;
    int32_t patch_bytes; /* two for each input, up to a whole turn of the inner loop */
    thimble_dense_rows *multiply;
    const int32_t *stream;
    thimble_range_s8 range; /* of the output, where it is narrower than int8 */
} thimble_dense_s8_dsp_config;

/* input [inputs], output [outputs]; scratch patch_bytes. The output may begin where the input
 * begins: all inputs are read before the first output is written. */
void thimble_dense_s8_dsp(const thimble_dense_s8_dsp_config *config, const int8_t *input,
                          int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
