#include "thimble_log_mel.h"

#include <string.h>

#include "thimble_mel_bands_q15.h"
#include "thimble_to_q15.h"

#include "thimble_exact_float.h"

void thimble_log_mel_frame_q15(const thimble_log_mel_config *config, const int16_t *x,
                               thimble_bin_q15 *room, int16_t *bands) {
    thimble_spectrum_q15_config spectrum;
    int32_t exponent;
    spectrum.frame_length = config->frame_length;
    spectrum.fft_length = config->fft_length;
    spectrum.energy_bits = config->energy_bits;
    spectrum.turns = config->turns;
    spectrum.splits = config->splits;
    exponent = thimble_exponent_q15(&spectrum, x);
    thimble_powers_q15(&spectrum, x, exponent, room);
    thimble_mel_bands_q15(config, room, exponent, bands);
}

enum { most_bands = 128 };

/* Cosines of one row of bands, which may lie where the coefficients go: even ones from the sums of
 * mirrored bands, odd ones from their differences. */
static void transform(const thimble_log_mel_config *config, const int16_t *bands,
                      int16_t *coefficients) {
    int16_t folded[2][most_bands / 2];
    const int32_t half = (config->bands + 1) / 2;
    const int16_t *weight = config->cosines;
    for (int32_t n = 0; n < half; n++) {
        const int32_t mirror = config->bands - 1 - n;
        const int32_t high = mirror == n ? 0 : bands[mirror];
        folded[0][n] = (int16_t)(bands[n] + high);
        folded[1][n] = (int16_t)(bands[n] - high);
    }
    for (int32_t k = 0; k < config->cepstra; k++) {
        const int16_t *x = folded[k % 2];
        int32_t sum = 8192;
        for (int32_t n = 0; n < half; n++) {
            sum += x[n] * *weight++;
        }
        coefficients[k] = (int16_t)(sum >> 14);
    }
}

static int32_t larger(int32_t a, int32_t b) {
    return a > b ? a : b;
}

static int16_t above(int32_t value, int32_t floor) {
    const int32_t left = value - floor;
    return (int16_t)(left & ~(left >> 31));
}

/* Four values a turn: on a small core the loop is a good part of it. */
void thimble_log_mel_clamp_q15(int16_t *grid, int32_t count, int32_t range) {
    const int16_t *const end = grid + count;
    const int16_t *const fours = end - count % 4;
    const int16_t *x = grid;
    int32_t floor = 0;
    for (; x != fours; x += 4) {
        floor = larger(larger(larger(larger(floor, x[0]), x[1]), x[2]), x[3]);
    }
    for (; x != end; x++) {
        floor = larger(floor, *x);
    }
    floor -= range;
    for (; grid != fours; grid += 4) {
        grid[0] = above(grid[0], floor);
        grid[1] = above(grid[1], floor);
        grid[2] = above(grid[2], floor);
        grid[3] = above(grid[3], floor);
    }
    for (; grid != end; grid++) {
        *grid = above(*grid, floor);
    }
}

void thimble_log_mel_finish_q15(const thimble_log_mel_config *config, int16_t *grid,
                                int16_t *features) {
    const int32_t count = config->frames * config->bands;
    if (config->range > 0) {
        config->clamp(grid, count, config->range);
    }
    if (config->cepstra > 0) {
        for (int32_t frame = 0; frame < config->frames; frame++) {
            transform(config, grid, features);
            grid += config->bands;
            features += config->cepstra;
        }
    } else if (features != grid) {
        memcpy(features, grid, (size_t)count * sizeof(int16_t));
    }
}

/* Copies the readings of a frame that there are and clears the rest of the transform. */
static void copy_frame(const thimble_log_mel_config *config, const int16_t *from, int16_t *frame) {
    memcpy(frame, from, (size_t)config->frame_length * sizeof(int16_t));
    memset(frame + config->frame_length, 0,
           (size_t)(config->fft_length - config->frame_length) * sizeof(int16_t));
}

void thimble_log_mel_q15(const thimble_log_mel_config *config, const int16_t *window, int32_t length,
                         int32_t *scratch, int16_t *features) {
    thimble_bin_q15 *room = (thimble_bin_q15 *)(void *)scratch;
    int16_t *frame = (int16_t *)(void *)(scratch + config->fft_length);
    for (int32_t k = 0; k < config->frames; k++) {
        const int16_t *x = window + k * config->hop;
        if (k * config->hop + config->fft_length > length || k * config->hop % 2 != 0) {
            copy_frame(config, x, frame);
            x = frame;
        }
        config->frame(config, x, room, features + k * config->bands);
    }
    thimble_log_mel_finish_q15(config, features, features);
}

void thimble_log_mel_f32(const thimble_log_mel_config *config, const float *window, float *scratch,
                         float *features) {
    thimble_bin_q15 *room = (thimble_bin_q15 *)(void *)scratch;
    int16_t *frame = (int16_t *)(void *)(scratch + config->fft_length);
    int16_t *grid = frame + config->fft_length;
    const int32_t columns = config->cepstra > 0 ? config->cepstra : config->bands;
    memset(frame + config->frame_length, 0,
           (size_t)(config->fft_length - config->frame_length) * sizeof(int16_t));
    for (int32_t k = 0; k < config->frames; k++) {
        for (int32_t i = 0; i < config->frame_length; i++) {
            frame[i] = thimble_to_q15(window[k * config->hop + i] * config->scale);
        }
        config->frame(config, frame, room, grid + k * config->bands);
    }
    thimble_log_mel_finish_q15(config, grid, grid);
    for (int32_t i = 0; i < config->frames * columns; i++) {
        features[i] = (float)grid[i] * 0.00390625f;
    }
}

void thimble_log_mel_stream_init(const thimble_log_mel_config *config,
                                 thimble_log_mel_stream *stream, int16_t *held, int16_t *grid) {
    memset(held, 0, (size_t)config->fft_length * sizeof(int16_t));
    stream->held = held;
    stream->grid = grid;
    stream->filled = 0;
    stream->next = 0;
    stream->count = 0;
}

int32_t thimble_log_mel_stream_push(const thimble_log_mel_config *config,
                                    thimble_log_mel_stream *stream, const int16_t *slice,
                                    int32_t count, thimble_bin_q15 *room, int32_t *is_frame) {
    const int32_t length = config->frame_length;
    int32_t taken = 0;
    *is_frame = 0;
    if (stream->filled < 0) {
        /* Between two frames that do not touch: these readings are in none. */
        taken = count < -stream->filled ? count : -stream->filled;
        stream->filled += taken;
    }
    if (stream->filled >= 0) {
        const int32_t left = count - taken;
        const int32_t wanted = length - stream->filled;
        const int32_t copied = left < wanted ? left : wanted;
        memcpy(stream->held + stream->filled, slice + taken, (size_t)copied * sizeof(int16_t));
        stream->filled += copied;
        taken += copied;
    }
    if (stream->filled == length) {
        int16_t *bands = stream->grid + stream->next * config->bands;
        config->frame(config, stream->held, room, bands);
        stream->next = stream->next + 1 == config->frames ? 0 : stream->next + 1;
        stream->count += stream->count < config->frames ? 1 : 0;
        stream->filled = length - config->hop;
        if (stream->filled > 0) {
            memmove(stream->held, stream->held + config->hop,
                    (size_t)stream->filled * sizeof(int16_t));
        }
        *is_frame = 1;
    }
    return taken;
}

int32_t thimble_log_mel_stream_features(const thimble_log_mel_config *config,
                                        const thimble_log_mel_stream *stream, int16_t *features) {
    const int32_t late = config->frames - stream->next;
    const size_t row = (size_t)config->bands * sizeof(int16_t);
    if (stream->count < config->frames) {
        return 0;
    }
    memcpy(features, stream->grid + stream->next * config->bands, (size_t)late * row);
    memcpy(features + late * config->bands, stream->grid, (size_t)stream->next * row);
    thimble_log_mel_finish_q15(config, features, features);
    return 1;
}
