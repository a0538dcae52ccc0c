/* A convolution on a Cortex-M with DSP extension: three patches at a time are gathered as halfwords
 * and multiplied with pairs of rows of weights; see thimble_two_row_dsp.inc. */
#ifndef THIMBLE_CONV2D_S8_DSP_H
#define THIMBLE_CONV2D_S8_DSP_H

#include "thimble_clamp_s8_dsp.h"
#include "thimble_sliding.h"
#include "thimble_two_row_dsp.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_sliding sliding;
    int32_t input_zero; /* what stands for 0 in the input: the padding is made of it */
    int32_t outputs;
    int32_t made; /* of the outputs: all, or a slice of them */
    int32_t pad_bottom; /* rows and columns of the frame that the kernel reaches */
    int32_t pad_right;
    int32_t frame_bytes;  /* of scratch before the patches: the padded picture or a band of it */
    int32_t patches_bytes; /* of scratch for three patches */
    thimble_two_row_shape shape;
    thimble_two_row *multiply;
    thimble_gather *gather;
    const int32_t *stream;
    thimble_range_s8 range; /* of the output, where it is narrower than int8 */
} thimble_conv2d_s8_dsp_config;

/*
 * input [input_height][input_width][channels], output [output_height][output_width][outputs].
 * scratch: frame_bytes, patches_bytes, and 3 * outputs bytes for blocks that are not whole.
 *
 * open   no padding. With a kernel of 1 by 1 and stride 1 the output may begin where the input
 *        begins: blocks of pixels are read whole before they are written, forwards where pixels
 *        shrink, backwards where they grow.
 * framed the whole picture is copied into a frame of zeros first.
 * banded for each row of the output, the rows under the kernel are copied into a frame.
 */
void thimble_conv2d_open_s8_dsp(const thimble_conv2d_s8_dsp_config *config, const int8_t *input,
                                int8_t *scratch, int8_t *output);
void thimble_conv2d_framed_s8_dsp(const thimble_conv2d_s8_dsp_config *config, const int8_t *input,
                                  int8_t *scratch, int8_t *output);
void thimble_conv2d_banded_s8_dsp(const thimble_conv2d_s8_dsp_config *config, const int8_t *input,
                                  int8_t *scratch, int8_t *output);

/* The same without the range. */
typedef void thimble_conv2d_part_s8_dsp(const thimble_conv2d_s8_dsp_config *config,
                                        const int8_t *input, int8_t *scratch, int8_t *output);
thimble_conv2d_part_s8_dsp thimble_conv2d_open_part_s8_dsp;
thimble_conv2d_part_s8_dsp thimble_conv2d_framed_part_s8_dsp;
thimble_conv2d_part_s8_dsp thimble_conv2d_banded_part_s8_dsp;

#ifdef __cplusplus
}
#endif

#endif
