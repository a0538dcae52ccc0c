/* A dense convolution of 3 by 3 on a Cortex-M with DSP extension by fewer products; see
 * thimble_winograd3x3_dsp.inc. */
#ifndef THIMBLE_WINOGRAD3X3_S8_DSP_H
#define THIMBLE_WINOGRAD3X3_S8_DSP_H

#include "thimble_clamp_s8_dsp.h"
#include "thimble_sliding.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Two tiles of the transformed picture times the transformed weights, to 2 by 4 output pixels. */
typedef void thimble_winograd(const uint32_t *v, const int32_t *u, int8_t *output, int32_t outputs);

/* Rows transformed downwards to V of two tiles. */
typedef void thimble_winograd_along(const uint32_t *rows, uint32_t *v);

/* The transformed weights of two outputs, from [2][3][3][channels]. */
typedef void thimble_winograd_make(const int8_t *weight, int32_t *u);

typedef struct {
    thimble_sliding sliding; /* kernel 3 by 3, output even rows and a multiple of 4 columns */
    int32_t input_zero;      /* what stands for 0 in the input: the padding is made of it */
    int32_t outputs;         /* an even number */
    thimble_winograd_along *along;
    thimble_winograd *multiply;
    const int32_t *u; /* the transformed weights, or NULL where they are made: */
    thimble_winograd_make *make;
    const int8_t *weight; /* [outputs][3][3][channels], or NULL where they have four bits: */
    const int32_t *packed; /* eight weights a word, see thimble_unpack_s4.h */
    const int32_t *ends;  /* of each two outputs: two biases, and the end of their stream */
    int32_t end_words;
    int32_t made_outputs; /* whose transformed weights stand in the scratch at a time */
    thimble_range_s8 range; /* of the output, where it is narrower than int8 */
} thimble_winograd3x3_s8_dsp_config;

/*
 * input [input_height][input_width][channels], channels 8, 16, 32 or 64, output
 * [output_height][output_width][outputs]; they must not overlap.
 * Stride 1 has padding of 1 on all sides, stride 2 of 1 below and on the right alone.
 * scratch, with width the input's and n 4 rows, 16 positions and 2 columns of padding (stride 1) or
 * 5, 25 and 1 (stride 2): width * channels bytes of zeros, rows * (width + columns) * channels * 2,
 * positions * channels * 4, and channels * 4 more for their alignment; where weights are transformed on
 * the device (stride 1 alone), (16 * channels + end_words) * 2 bytes for each of made_outputs behind it, and
 * 18 * channels behind those where they have four bits.
 */
void thimble_winograd3x3_stride1_s8_dsp(const thimble_winograd3x3_s8_dsp_config *config,
                                        const int8_t *input, int8_t *scratch, int8_t *output);
void thimble_winograd3x3_stride2_s8_dsp(const thimble_winograd3x3_s8_dsp_config *config,
                                        const int8_t *input, int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
