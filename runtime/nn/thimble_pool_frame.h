/* What pooling looks at for one pixel of its output: a part of the picture, row by row. */
#ifndef THIMBLE_POOL_FRAME_H
#define THIMBLE_POOL_FRAME_H

#include <stdint.h>

#include "thimble_sliding.h"

/* The part of a frame that lies inside the picture; never empty. */
typedef struct {
    const int8_t *first; /* its upper left pixel, channel 0 */
    int32_t rows;
    int32_t columns;
    int32_t pixel;    /* bytes to the next pixel */
    int32_t row_rest; /* bytes from behind the last pixel of a row to the next row */
} thimble_pool_frame;

static inline thimble_pool_frame thimble_pool_frame_at(const thimble_sliding *sliding,
                                                       const int8_t *input, int32_t y, int32_t x)
{
    const int32_t top = thimble_first_row(sliding, y);
    const int32_t left = thimble_first_column(sliding, x);
    const int32_t bottom = top + sliding->kernel_height;
    const int32_t right = left + sliding->kernel_width;
    const int32_t from_row = top < 0 ? 0 : top;
    const int32_t from_column = left < 0 ? 0 : left;
    thimble_pool_frame inside;
    inside.rows = (bottom < sliding->input_height ? bottom : sliding->input_height) - from_row;
    inside.columns = (right < sliding->input_width ? right : sliding->input_width) - from_column;
    inside.pixel = sliding->channels;
    inside.first = input + (from_row * sliding->input_width + from_column) * inside.pixel;
    inside.row_rest = (sliding->input_width - inside.columns) * inside.pixel;
    if (inside.row_rest == 0) { /* whole rows are one long row */
        inside.columns *= inside.rows;
        inside.rows = 1;
    }
    return inside;
}

#endif
