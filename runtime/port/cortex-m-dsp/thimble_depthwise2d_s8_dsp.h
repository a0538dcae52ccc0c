/* A depthwise convolution of any kernel on a Cortex-M with DSP extension; see
 * thimble_depthwise2d_dsp.inc. */
#ifndef THIMBLE_DEPTHWISE2D_S8_DSP_H
#define THIMBLE_DEPTHWISE2D_S8_DSP_H

#include "thimble_clamp_s8_dsp.h"
#include "thimble_sliding.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One output pixel: `groups` times four channels. */
typedef void thimble_depthwise_pixel(const int8_t *patch, const int32_t *table, int32_t groups,
                                     int8_t *output);

typedef struct {
    thimble_sliding sliding;
    int32_t input_zero; /* what stands for 0 in the input: the padding is made of it */
    int32_t pad_right;  /* columns of the frame that the kernel reaches */
    int32_t framed;     /* 1 where the rows under the kernel are copied into a frame */
    thimble_depthwise_pixel *pixel;
    const int32_t *table;
    const int32_t *last; /* of the last four channels, where channels are no multiple of four */
    thimble_range_s8 range; /* of the output, where it is narrower than int8 */
} thimble_depthwise2d_s8_dsp_config;

/* input [input_height][input_width][channels], 4 channels or more, output [output_height]
 * [output_width][channels]. scratch: the rows under the kernel in their frame, where framed. */
void thimble_depthwise2d_s8_dsp(const thimble_depthwise2d_s8_dsp_config *config,
                                const int8_t *input, int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
