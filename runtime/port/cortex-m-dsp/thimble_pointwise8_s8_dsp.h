/* A pointwise convolution of eight channels on a Cortex-M with DSP extension; see
 * thimble_pointwise8_dsp.inc. */
#ifndef THIMBLE_POINTWISE8_S8_DSP_H
#define THIMBLE_POINTWISE8_S8_DSP_H

#include "thimble_clamp_s8_dsp.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef void thimble_spread8(const int8_t *pixels, uint32_t *strip, int32_t count);
typedef void thimble_pointwise8(const uint32_t *strip, const int32_t *table, int8_t *output,
                                int32_t count);

typedef struct {
    int32_t pixels;  /* a multiple of four */
    int32_t outputs; /* 8 or more */
    int32_t strip;   /* pixels that the scratch serves at a time, a multiple of four */
    thimble_spread8 *spread;
    thimble_pointwise8 *multiply;
    const int32_t *table;
    thimble_range_s8 range; /* of the output, where it is narrower than int8 */
} thimble_pointwise8_s8_dsp_config;

/* input [pixels][8], output [pixels][outputs]; scratch strip * 16 bytes. The output may begin where
 * the input begins: strips are made from the last to the first. */
void thimble_pointwise8_s8_dsp(const thimble_pointwise8_s8_dsp_config *config, const int8_t *input,
                               int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
