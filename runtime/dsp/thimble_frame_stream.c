#include "thimble_frame_stream.h"

#include <string.h>

#include "thimble_exact_float.h"

void thimble_frame_stream_init(const thimble_power_frames_config *frames,
                               thimble_frame_stream *stream, float *held, float *rows) {
    stream->held = held;
    stream->rows = rows;
    stream->filled = 0;
    stream->next = 0;
    stream->wanted = frames->frames;
}

/* Readings that go to the frame, or are passed over before it; answers how many there were. */
static int32_t take(const thimble_power_frames_config *frames, thimble_frame_stream *stream,
                    const float *slice, int32_t count) {
    const int32_t end = stream->filled < 0 ? 0 : frames->taken;
    const int32_t left = end - stream->filled;
    const int32_t taken = count < left ? count : left;
    if (stream->filled >= 0) {
        memcpy(stream->held + stream->filled, slice, (size_t)taken * sizeof(float));
    }
    stream->filled += taken;
    return taken;
}

/* What the next frame shares with this one goes to its beginning. */
static void advance(const thimble_power_frames_config *frames, thimble_frame_stream *stream) {
    stream->next = stream->next + 1 == frames->frames ? 0 : stream->next + 1;
    stream->wanted--;
    stream->filled = frames->taken - frames->hop;
    if (stream->filled > 0) {
        memmove(stream->held, stream->held + frames->hop, (size_t)stream->filled * sizeof(float));
    }
}

int thimble_frame_stream_push(const thimble_power_frames_config *frames, int32_t columns,
                              thimble_frame_row *row, const void *config,
                              thimble_frame_stream *stream, const float *slice, int32_t count,
                              float *scratch) {
    while (count > 0) {
        const int32_t taken = take(frames, stream, slice, count);
        slice += taken;
        count -= taken;
        if (stream->filled == frames->taken) {
            const float *powers = thimble_powers_of_frame_f32(frames, stream->held, 0, scratch);
            row(config, powers, scratch, stream->rows + stream->next * columns);
            advance(frames, stream);
        }
    }
    return stream->wanted <= 0;
}

void thimble_frame_stream_rows(const thimble_power_frames_config *frames, int32_t columns,
                               const thimble_frame_stream *stream, float *rows) {
    const int32_t older = (frames->frames - stream->next) * columns;
    const int32_t newer = stream->next * columns;
    memcpy(rows, stream->rows + newer, (size_t)older * sizeof(float));
    memcpy(rows + older, stream->rows, (size_t)newer * sizeof(float));
}

void thimble_frame_stream_next(thimble_frame_stream *stream, int32_t stride_frames) {
    stream->wanted += stride_frames;
    if (stream->wanted < 1) {
        stream->wanted = 1;
    }
}
