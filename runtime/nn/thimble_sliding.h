/* Where a kernel lies on a picture while it slides: shared by convolutions and pooling. */
#ifndef THIMBLE_SLIDING_H
#define THIMBLE_SLIDING_H

#include <stdint.h>
#include <string.h>

/* Pictures are [height][width][channels]; a signal over time is a picture of height 1. */
typedef struct {
    int32_t input_height;
    int32_t input_width;
    int32_t channels; /* of the input */
    int32_t output_height;
    int32_t output_width;
    int32_t kernel_height;
    int32_t kernel_width;
    int32_t stride_height;
    int32_t stride_width;
    int32_t dilation_height;
    int32_t dilation_width;
    int32_t pad_top; /* rows and columns of zeros around the picture */
    int32_t pad_left;
} thimble_sliding;

/* Input row of the kernel's first row at an output row; negative in the padding. */
static inline int32_t thimble_first_row(const thimble_sliding *sliding, int32_t output_row)
{
    return output_row * sliding->stride_height - sliding->pad_top;
}

static inline int32_t thimble_first_column(const thimble_sliding *sliding, int32_t output_column)
{
    return output_column * sliding->stride_width - sliding->pad_left;
}

/* 1 where no tap of the kernel lies in the padding. */
static inline int thimble_is_inside(const thimble_sliding *sliding, int32_t row, int32_t column)
{
    const int32_t reach_down = (sliding->kernel_height - 1) * sliding->dilation_height;
    const int32_t reach_right = (sliding->kernel_width - 1) * sliding->dilation_width;
    return row >= 0 && column >= 0 && row + reach_down < sliding->input_height &&
           column + reach_right < sliding->input_width;
}

/* Copies what lies under the kernel to patch [kernel_height][kernel_width][channels]; taps in the
 * padding become `zero`. */
static inline void thimble_copy_patch_s8(const thimble_sliding *sliding, const int8_t *input,
                                         int32_t row, int32_t column, int8_t zero, int8_t *patch)
{
    const size_t channels = (size_t)sliding->channels;
    for (int32_t i = 0; i < sliding->kernel_height; i++) {
        const int32_t y = row + i * sliding->dilation_height;
        for (int32_t j = 0; j < sliding->kernel_width; j++) {
            const int32_t x = column + j * sliding->dilation_width;
            if (y < 0 || y >= sliding->input_height || x < 0 || x >= sliding->input_width) {
                memset(patch, zero, channels);
            } else {
                memcpy(patch, input + (y * sliding->input_width + x) * sliding->channels, channels);
            }
            patch += channels;
        }
    }
}

#endif
