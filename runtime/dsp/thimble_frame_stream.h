/* Frames of a stream in float32: each is computed once, when its last reading comes, and what became
 * of the newest window's frames is kept as rows of a ring. */
#ifndef THIMBLE_FRAME_STREAM_H
#define THIMBLE_FRAME_STREAM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How windows are cut into frames. */
typedef struct {
    int32_t frames;  /* of a window */
    int32_t length;  /* values of a frame: readings times axes */
    int32_t hop;     /* values from one frame to the next */
    int32_t columns; /* floats of a row */
} thimble_frame_form;

/* It points at memory of its owner: it must not be copied. */
typedef struct {
    float *held;    /* values of the frame that is not full yet */
    float *rows;    /* [frames, columns], a ring */
    int32_t filled; /* values held; below 0: so many are passed over between frames */
    int32_t next;   /* the row that is written next, which is the oldest */
    int32_t wanted; /* frames until a window is due; 0 or less: it is, and so many frames late */
} thimble_frame_stream;

/* Makes a row from the values of a frame. config is that of the block. */
typedef void thimble_frame_row(const void *config, const float *frame, float *scratch, float *row);

/* Makes a stream empty. held: the values of a frame; rows: [frames, columns]. */
void thimble_frame_stream_init(thimble_frame_stream *stream, int32_t frames, float *held,
                               float *rows);

/* Takes any number of values; config is what row wants. Answers 1 where a window is due, else 0. */
int thimble_frame_stream_push(const thimble_frame_form *form, thimble_frame_row *row,
                              const void *config, thimble_frame_stream *stream, const float *slice,
                              int32_t count, float *scratch);

/* Row k of the newest window, 0 the oldest. */
const float *thimble_frame_stream_row(const thimble_frame_form *form,
                                      const thimble_frame_stream *stream, int32_t k);

/* The rows of the newest window, the oldest first. */
void thimble_frame_stream_rows(const thimble_frame_form *form, const thimble_frame_stream *stream,
                               float *rows);

/* The window that was due has been taken: the next one is due so many frames after it. */
void thimble_frame_stream_next(thimble_frame_stream *stream, int32_t stride_frames);

#ifdef __cplusplus
}
#endif

#endif
