/* Some lines of a picture, where layers go through it together and it is never there as a whole: rows,
 * or columns of a picture of one row. */
#ifndef THIMBLE_LINES_S8_H
#define THIMBLE_LINES_S8_H

#include <stdint.h>
#include <string.h>

#include "thimble_sliding.h"

typedef struct {
    int8_t *lines;      /* one after another */
    int32_t line_bytes; /* of each */
    int32_t first;      /* number in the picture of the first that is held */
    int32_t end;        /* and of the first that is not made yet */
} thimble_lines_s8;

/* A picture that is there as a whole. */
static inline thimble_lines_s8 thimble_lines_whole_s8(int8_t *lines, int32_t line_bytes, int32_t count)
{
    thimble_lines_s8 whole;
    whole.lines = lines;
    whole.line_bytes = line_bytes;
    whole.first = 0;
    whole.end = count;
    return whole;
}

/* A picture of which nothing is made yet. */
static inline thimble_lines_s8 thimble_lines_none_s8(int8_t *lines, int32_t line_bytes)
{
    return thimble_lines_whole_s8(lines, line_bytes, 0);
}

/* Where line number `line` lies, or will lie. */
static inline int8_t *thimble_lines_at_s8(const thimble_lines_s8 *lines, int32_t line)
{
    return lines->lines + (line - lines->first) * lines->line_bytes;
}

/* Lets the lines before number `line` go: the others move to the front. */
static inline void thimble_lines_drop_s8(thimble_lines_s8 *lines, int32_t line)
{
    const int32_t first = line < lines->end ? line : lines->end;
    if (first > lines->first) {
        const size_t bytes = (size_t)(lines->end - first) * (size_t)lines->line_bytes;
        memmove(lines->lines, thimble_lines_at_s8(lines, first), bytes);
        lines->first = first;
    }
}

/* Makes a kernel over the whole picture one over the rows from output->end up to `end`. Answers the
 * first row of the input that it reads. */
static inline int32_t thimble_lines_slide_down(thimble_sliding *sliding,
                                               const thimble_lines_s8 *input,
                                               const thimble_lines_s8 *output, int32_t end)
{
    const int32_t row = thimble_first_row(sliding, output->end);
    const int32_t first = row < 0 ? 0 : row;
    sliding->input_height = input->end - first;
    sliding->output_height = end - output->end;
    sliding->pad_top = first - row;
    return first;
}

/* The same for the columns of pictures of one row. */
static inline int32_t thimble_lines_slide_along(thimble_sliding *sliding,
                                                const thimble_lines_s8 *input,
                                                const thimble_lines_s8 *output, int32_t end)
{
    const int32_t column = thimble_first_column(sliding, output->end);
    const int32_t first = column < 0 ? 0 : column;
    sliding->input_width = input->end - first;
    sliding->output_width = end - output->end;
    sliding->pad_left = first - column;
    return first;
}

/* The line up to which two layers are both done. */
static inline int32_t thimble_lines_both(int32_t one, int32_t other)
{
    return one < other ? one : other;
}

#endif
