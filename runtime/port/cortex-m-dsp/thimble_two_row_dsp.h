/* The routines of thimble_two_row_dsp.inc and thimble_gather_dsp.inc, as the layers see them. */
#ifndef THIMBLE_TWO_ROW_DSP_H
#define THIMBLE_TWO_ROW_DSP_H

#include <stdint.h>

/* Its fields are read by the assembly in this order. */
typedef struct {
    int32_t pitch;       /* bytes from an output pixel to the next */
    int32_t twice_pitch; /* 2 * pitch */
    int32_t pairs;       /* output rows that stand in pairs, an even number */
    int32_t turns;       /* of the inner loop: steps / unrolled steps */
} thimble_two_row_shape;

/* Three patches [steps][6 words] times the rows of the stream, to three output pixels. */
typedef void thimble_two_row(const uint32_t *patches, const int32_t *stream, int8_t *output,
                             const thimble_two_row_shape *shape);

/* Three patches of a picture to [steps][6 words]. */
typedef void thimble_gather(const int8_t *patch0, const int8_t *patch1, const int8_t *patch2,
                            uint32_t *patches);

#endif
