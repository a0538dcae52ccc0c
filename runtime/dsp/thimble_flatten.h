/* A few numbers for each axis, for slow signals. */
#ifndef THIMBLE_FLATTEN_H
#define THIMBLE_FLATTEN_H

#include <stdint.h>

#include "thimble_frame_stream.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t axes;
    int32_t length;     /* readings of each axis in one of the windows */
    int32_t statistics; /* bits: average, minimum, maximum, rms, deviation, skewness, kurtosis */
    float scale;
    float inverse_length;
    int32_t windows;    /* one behind another, whose averages are averaged */
    float inverse_windows;
} thimble_flatten_config;

/* window: windows x length x axes, interleaved. scratch: length floats. features: for each axis those
 * statistics of the last window whose bit is set, in the order of the bits from the lowest; then, where
 * there are several windows, the mean of their averages. */
void thimble_flatten_f32(const thimble_flatten_config *config, const float *window, float *scratch,
                         float *features);

/* The same for a stream of several windows, of which it keeps the statistics: count readings go in,
 * 1 is answered where features are due, and they come out. */
int thimble_flatten_stream_push(const thimble_flatten_config *config, thimble_frame_stream *stream,
                                const float *slice, int32_t count, float *scratch);
void thimble_flatten_stream_f32(const thimble_flatten_config *config,
                                const thimble_frame_stream *stream, float *scratch, float *features);

#ifdef __cplusplus
}
#endif

#endif
