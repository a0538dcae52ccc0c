/* A convolution whose weights have four bits, on a Cortex-M with DSP extension: the stream of
 * thimble_two_row_dsp.inc is unpacked into the scratch, for some pairs of outputs at a time, and then
 * serves the whole picture. */
#ifndef THIMBLE_CONV2D_S4_DSP_H
#define THIMBLE_CONV2D_S4_DSP_H

#include "thimble_conv2d_s8_dsp.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_conv2d_s8_dsp_config layer; /* its stream is left out */
    int32_t slice;                      /* outputs at a time: even, or all there are */
    int32_t stream_bytes;               /* of scratch for their stream */
    int32_t steps;                      /* of a patch: four taps each */
    const int32_t *packed;              /* of each pair 2 words, the steps, 6 words; of a last one 1 and 3 */
} thimble_conv2d_s4_dsp_config;

/* As thimble_conv2d_<kind>_s8_dsp with stream_bytes of scratch before its own. Where the slice is not all
 * outputs the input is read once for each slice, so that the output may not lie over it. */
void thimble_conv2d_open_s4_dsp(const thimble_conv2d_s4_dsp_config *config, const int8_t *input,
                                int8_t *scratch, int8_t *output);
void thimble_conv2d_framed_s4_dsp(const thimble_conv2d_s4_dsp_config *config, const int8_t *input,
                                  int8_t *scratch, int8_t *output);
void thimble_conv2d_banded_s4_dsp(const thimble_conv2d_s4_dsp_config *config, const int8_t *input,
                                  int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
