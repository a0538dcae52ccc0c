/* What a library looks at, as the programs here get it from windows.bin: a window of float32
 * or int16 numbers; or, where FRAME_BYTES is defined, a frame: width, height and format in int32, then FRAME_BYTES. */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdint.h>

#include "library_under_proof.h"

#ifdef FRAME_BYTES

typedef int8_t feature;
typedef thimble_frame source;

struct source_file {
    int32_t width, height, format;
    uint8_t pixels[FRAME_BYTES];
};

static inline const source *source_of(const struct source_file *file, source *frame) {
    frame->pixels = file->pixels;
    frame->width = file->width;
    frame->height = file->height;
    frame->format = (thimble_frame_format)file->format;
    return frame;
}

#else

typedef float feature;
typedef struct {
    WINDOW_ELEMENT values[WINDOW_VALUES];
} source;

struct source_file {
    WINDOW_ELEMENT values[WINDOW_VALUES];
};

static inline const WINDOW_ELEMENT *source_of(const struct source_file *file, source *unused) {
    (void)unused;
    return file->values;
}

#endif

#endif
