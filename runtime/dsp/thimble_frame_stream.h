/* Frames of a stream in float32: each is computed once, when its last reading comes, and what became of
 * the newest window's frames is kept as rows of a ring. */
#ifndef THIMBLE_FRAME_STREAM_H
#define THIMBLE_FRAME_STREAM_H

#include "thimble_power_frames.h"

#ifdef __cplusplus
extern "C" {
#endif

/* It points at memory of its owner: it must not be copied. */
typedef struct {
    float *held;    /* readings of the frame that is not full yet */
    float *rows;    /* [frames, columns], a ring */
    int32_t filled; /* readings held; below 0: so many are passed over between frames */
    int32_t next;   /* the row that is written next, which is the oldest */
    int32_t wanted; /* frames until a window is due; 0 or less: it is, and so many frames late */
} thimble_frame_stream;

/* Makes a row from the powers of a frame. config is that of the block; what is behind the room of
 * the frame in scratch is free. */
typedef void thimble_frame_row(const void *config, const float *powers, float *scratch, float *row);

/* Makes a stream empty. held: `taken` readings; rows: [frames, columns]. */
void thimble_frame_stream_init(const thimble_power_frames_config *frames,
                               thimble_frame_stream *stream, float *held, float *rows);

/* Takes any number of readings; config is what row wants. Answers 1 where a window is due, else 0. */
int thimble_frame_stream_push(const thimble_power_frames_config *frames, int32_t columns,
                              thimble_frame_row *row, const void *config,
                              thimble_frame_stream *stream, const float *slice, int32_t count,
                              float *scratch);

/* The rows of the newest window, the oldest first. */
void thimble_frame_stream_rows(const thimble_power_frames_config *frames, int32_t columns,
                               const thimble_frame_stream *stream, float *rows);

/* The window that was due has been taken: the next one is due so many frames after it. */
void thimble_frame_stream_next(thimble_frame_stream *stream, int32_t stride_frames);

#ifdef __cplusplus
}
#endif

#endif
