/* Mel-frequency cepstral coefficients of frames of sound in float32. */
#ifndef THIMBLE_MFCC_H
#define THIMBLE_MFCC_H

#include "thimble_power_frames.h"

#ifdef __cplusplus
extern "C" {
#endif

struct thimble_mfcc_config;

/* Cepstra less their mean, over their deviation, both of the win_size frames around. room: 2 x (frames
 * + 1) floats, or none. */
typedef void thimble_normalise_routine(const struct thimble_mfcc_config *config,
                                       const float *cepstra, float *room, float *features);

typedef struct thimble_mfcc_config {
    thimble_power_frames_config frames;
    thimble_mel_bank_config bank;
    int32_t coefficients;
    int32_t win_size;       /* frames of the normalisation, odd; 0: none */
    float inverse_win_size;
    const float *cosines;   /* [coefficients, bands] */
    thimble_normalise_routine *normalise; /* of version 1 around, of 2 by sums; NULL: none */
} thimble_mfcc_config;

thimble_normalise_routine thimble_normalise_around_f32;
thimble_normalise_routine thimble_normalise_by_sums_f32;

/* scratch: room + bands floats, or 2 x (frames + 1) where that is more, and frames x coefficients.
 * features: [frames, coefficients]. */
void thimble_mfcc_f32(const thimble_mfcc_config *config, const float *window, float *scratch,
                      float *features);

/* The same for a stream: readings go in, 1 is answered where a window is due, and its features come
 * out. Rows are [frames, coefficients]. */
int thimble_mfcc_stream_push(const thimble_mfcc_config *config, thimble_frame_stream *stream,
                             const float *slice, int32_t count, float *scratch);
void thimble_mfcc_stream_f32(const thimble_mfcc_config *config,
                               const thimble_frame_stream *stream, float *scratch, float *features);

#ifdef __cplusplus
}
#endif

#endif
