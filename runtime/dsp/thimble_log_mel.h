/* Log-mel bands of frames of sound in whole numbers: of a window at once, or slice by slice. */
#ifndef THIMBLE_LOG_MEL_H
#define THIMBLE_LOG_MEL_H

#include "thimble_spectrum_q15.h"

#ifdef __cplusplus
extern "C" {
#endif

struct thimble_log_mel_config;

/* Bands of one frame; sums of a bank's bins, from the first of them, where a port's frame wants them. */
typedef void thimble_log_mel_frame_routine(const struct thimble_log_mel_config *config,
                                           const int16_t *x, thimble_bin_q15 *room,
                                           int16_t *bands);
typedef void thimble_log_mel_bank_routine(const thimble_bin_q15 *first, const void *unused,
                                          thimble_bin_q15 *sums);

/* Of count values the largest, or 0, becomes `range`, what is that much smaller or more 0. */
typedef void thimble_log_mel_clamp_routine(int16_t *grid, int32_t count, int32_t range);

typedef struct thimble_log_mel_config {
    int32_t frame_length;
    int32_t hop;            /* readings from one frame to the next */
    int32_t fft_length;
    int32_t frames;         /* in a window */
    int32_t bands;
    int32_t energy_bits;    /* see thimble_spectrum_q15.h */
    int32_t first_bin;      /* inside the bands */
    int32_t narrow_count;   /* bands without a bin */
    int32_t range;          /* 1/256 of log2; 0: bands keep their level */
    int32_t cepstra;        /* 0: the bands themselves */
    float scale;            /* from readings to 16-bit numbers */
    const int32_t *turns;   /* see thimble_spectrum_q15.h */
    const int32_t *splits;
    const int16_t *counts;  /* bins of each of the bands + 1 segments */
    const int16_t *weights; /* of each bin: its way through the segment, in 2^15 */
    const int16_t *narrow;  /* band, lower bin, weight of the upper bin, of each narrow band */
    const int32_t *offsets; /* added to each band's logarithm, in 2^-16 */
    const int16_t *cosines; /* [cepstra, (bands + 1) / 2] in 2^14 */
    /* thimble_log_mel_frame_q15, or what a port made for this length and bank. */
    thimble_log_mel_frame_routine *frame;
    thimble_log_mel_bank_routine *bank;
    thimble_log_mel_clamp_routine *clamp; /* thimble_log_mel_clamp_q15, or a port's */
} thimble_log_mel_config;

/* One frame: x as for thimble_powers_q15, room: fft_length places, to log2 of the mean power of each
 * band in 1/256. */
void thimble_log_mel_frame_q15(const struct thimble_log_mel_config *config, const int16_t *x,
                               thimble_bin_q15 *room, int16_t *bands);

thimble_log_mel_clamp_routine thimble_log_mel_clamp_q15;

/* What a window does to the bands of its frames: the loudest becomes `range`, what is that much
 * quieter 0; then the cosines. grid: [frames, bands], is used up; features: [frames, bands or cepstra],
 * may be grid. */
void thimble_log_mel_finish_q15(const thimble_log_mel_config *config, int16_t *grid,
                                int16_t *features);

/* A window of 16-bit readings, 4-byte aligned; scratch: 3 fft_length / 2 words. features:
 * [frames, bands or cepstra] in 1/256, with room for [frames, bands]. */
void thimble_log_mel_q15(const thimble_log_mel_config *config, const int16_t *window, int32_t length,
                         int32_t *scratch, int16_t *features);

/* The same of a window of floats to floats. scratch: 3 fft_length / 2 floats, and half a float for
 * each of frames x bands. */
void thimble_log_mel_f32(const thimble_log_mel_config *config, const float *window, float *scratch,
                         float *features);

/* Slices of any length go in, each frame is computed once. */
typedef struct {
    int16_t *held;   /* fft_length readings, 4-byte aligned */
    int16_t *grid;   /* [frames, bands]: the frames of the newest window, a ring */
    int32_t filled;  /* readings held */
    int32_t next;    /* the row of the ring that comes next */
    int32_t count;   /* frames made, at most `frames` */
} thimble_log_mel_stream;

void thimble_log_mel_stream_init(const thimble_log_mel_config *config,
                                 thimble_log_mel_stream *stream, int16_t *held, int16_t *grid);

/* Takes readings up to the end of one frame and computes it; room: fft_length places. Returns how many
 * readings were taken; *is_frame tells whether a frame was made. Call again with what is left. */
int32_t thimble_log_mel_stream_push(const thimble_log_mel_config *config,
                                    thimble_log_mel_stream *stream, const int16_t *slice,
                                    int32_t count, thimble_bin_q15 *room, int32_t *is_frame);

/* Features of the newest window, [frames, bands or cepstra] in 1/256 with room for [frames, bands].
 * Returns 0 while there are too few frames. */
int32_t thimble_log_mel_stream_features(const thimble_log_mel_config *config,
                                        const thimble_log_mel_stream *stream, int16_t *features);

#ifdef __cplusplus
}
#endif

#endif
