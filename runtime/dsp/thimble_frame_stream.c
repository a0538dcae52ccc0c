#include "thimble_frame_stream.h"

#include <string.h>

#include "thimble_exact_float.h"

void thimble_frame_stream_init(thimble_frame_stream *stream, int32_t frames, float *held,
                               float *rows) {
    stream->held = held;
    stream->rows = rows;
    stream->filled = 0;
    stream->next = 0;
    stream->wanted = frames;
}

/* Values that go to the frame, or are passed over before it; answers how many there were. */
static int32_t take_values(const thimble_frame_form *form, thimble_frame_stream *stream,
                           const float *slice, int32_t count) {
    const int32_t end = stream->filled < 0 ? 0 : form->length;
    const int32_t left = end - stream->filled;
    const int32_t taken = count < left ? count : left;
    if (stream->filled >= 0) {
        memcpy(stream->held + stream->filled, slice, (size_t)taken * sizeof(float));
    }
    stream->filled += taken;
    return taken;
}

/* What the next frame shares with this one goes to its beginning. */
static void advance_frame(const thimble_frame_form *form, thimble_frame_stream *stream) {
    stream->next = stream->next + 1 == form->frames ? 0 : stream->next + 1;
    stream->wanted--;
    stream->filled = form->length - form->hop;
    if (stream->filled > 0) {
        memmove(stream->held, stream->held + form->hop, (size_t)stream->filled * sizeof(float));
    }
}

int thimble_frame_stream_push(const thimble_frame_form *form, thimble_frame_row *row,
                              const void *config, thimble_frame_stream *stream, const float *slice,
                              int32_t count, float *scratch) {
    while (count > 0) {
        const int32_t taken = take_values(form, stream, slice, count);
        slice += taken;
        count -= taken;
        if (stream->filled == form->length) {
            row(config, stream->held, scratch, stream->rows + stream->next * form->columns);
            advance_frame(form, stream);
        }
    }
    return stream->wanted <= 0;
}

const float *thimble_frame_stream_row(const thimble_frame_form *form,
                                      const thimble_frame_stream *stream, int32_t k) {
    const int32_t place = stream->next + k;
    return stream->rows + (place < form->frames ? place : place - form->frames) * form->columns;
}

void thimble_frame_stream_rows(const thimble_frame_form *form, const thimble_frame_stream *stream,
                               float *rows) {
    const int32_t older = (form->frames - stream->next) * form->columns;
    const int32_t newer = stream->next * form->columns;
    memcpy(rows, stream->rows + newer, (size_t)older * sizeof(float));
    memcpy(rows + older, stream->rows, (size_t)newer * sizeof(float));
}

void thimble_frame_stream_next(thimble_frame_stream *stream, int32_t stride_frames) {
    stream->wanted += stride_frames;
    if (stream->wanted < 1) {
        stream->wanted = 1;
    }
}
