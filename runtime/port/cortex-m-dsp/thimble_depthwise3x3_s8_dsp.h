/* A depthwise convolution of 3 by 3 on a Cortex-M with DSP extension: four channels at a time become
 * planes of halfwords; see thimble_depthwise3x3_dsp.inc. */
#ifndef THIMBLE_DEPTHWISE3X3_S8_DSP_H
#define THIMBLE_DEPTHWISE3X3_S8_DSP_H

#include "thimble_clamp_s8_dsp.h"
#include "thimble_sliding.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Four channels of `rows` rows of a picture to halfword planes; `zeros` is the padding four times. */
typedef void thimble_depthwise_spread(const int8_t *pixels, int8_t *scratch, uint32_t zeros,
                                      int32_t rows);

/* `rows` rows of output of up to four channels; scratch is the row that the routine starts at. */
typedef void thimble_depthwise_tiles(const int8_t *scratch, int8_t *output, const int32_t *table,
                                     int32_t rows, int32_t channels);

typedef struct {
    thimble_sliding sliding; /* kernel 3 by 3, one stride for both, padding of 1 at most */
    int32_t input_zero;      /* what stands for 0 in the input: the padding is made of it */
    int32_t pitch;           /* bytes of one row of one plane */
    int32_t strip_rows;      /* output rows that the scratch serves at a time, even or all */
    int32_t table_words;     /* of one channel */
    thimble_depthwise_spread *spread;
    thimble_depthwise_tiles *even; /* for an even number of rows */
    thimble_depthwise_tiles *odd;
    const int32_t *table;
    thimble_range_s8 range; /* of the output, where it is narrower than int8 */
} thimble_depthwise3x3_s8_dsp_config;

/*
 * input [input_height][input_width][channels], 4 channels or more, output [output_height]
 * [output_width][channels]; the output may begin where the input begins.
 * scratch: four planes of ((strip_rows - 1) * stride + 3) rows, and 8 bytes that are only read.
 */
void thimble_depthwise3x3_s8_dsp(const thimble_depthwise3x3_s8_dsp_config *config,
                                 const int8_t *input, int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
