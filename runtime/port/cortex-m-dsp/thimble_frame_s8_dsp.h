/* Rows of a picture in a frame of zeros, so that no kernel has to look for the border. */
#ifndef THIMBLE_FRAME_S8_DSP_H
#define THIMBLE_FRAME_S8_DSP_H

#include "thimble_sliding.h"

/* Bytes of a row in its frame. */
static inline int32_t thimble_frame_pitch(const thimble_sliding *sliding, int32_t pad_right)
{
    return (sliding->pad_left + sliding->input_width + pad_right) * sliding->channels;
}

/* Copies `rows` rows, of which the first is row `row` of the picture; rows above and below it are
 * of zeros. */
static inline void thimble_frame_rows_s8(const thimble_sliding *sliding, int32_t pad_right,
                                         int32_t zero, const int8_t *input, int32_t row,
                                         int32_t rows, int8_t *frame)
{
    const size_t before = (size_t)(sliding->pad_left * sliding->channels);
    const size_t line = (size_t)(sliding->input_width * sliding->channels);
    const size_t behind = (size_t)(pad_right * sliding->channels);
    for (int32_t y = row; y < row + rows; y++) {
        if (y < 0 || y >= sliding->input_height) {
            memset(frame, zero, before + line + behind);
        } else {
            memset(frame, zero, before);
            memcpy(frame + before, input + (size_t)y * line, line);
            memset(frame + before + line, zero, behind);
        }
        frame += before + line + behind;
    }
}

#endif
