#include "thimble_mfcc.h"

#include "thimble_float.h"

#include "thimble_exact_float.h"
#include "thimble_log10.h"

static float natural_log(float power) {
    return thimble_log10_inline_f32(power > 1e-30f ? power : 1e-30f) * 2.30258512f;
}

static void cepstra_of_frame(const thimble_mfcc_config *config, const float *powers,
                             float *scratch, float *row) {
    float *const levels = scratch + config->frames.room;
    const int32_t bands = config->bank.bands;
    const float *cosine = config->cosines;
    float energy = 0.0f;
    config->bank.energies(&config->bank, powers, levels);
    for (int32_t band = 0; band < bands; band++) {
        levels[band] = natural_log(levels[band]);
    }
    for (int32_t c = 0; c < config->coefficients; c++) {
        float sum = 0.0f;
        for (int32_t band = 0; band < bands; band++) {
            sum = sum + levels[band] * *cosine++;
        }
        row[c] = sum;
    }
    for (int32_t bin = 0; bin <= config->frames.fft_length / 2; bin++) {
        energy = energy + powers[bin];
    }
    row[0] = natural_log(energy);
}

/* A way through the frames of a column that turns at both ends: ... 2 1 0 0 1 2 ... n-1 n-1 n-2 ... */
typedef struct {
    const float *at;
    const float *end; /* where it turns next */
    int32_t stride;
} mirrored_way;

static mirrored_way way_from(const float *column, int32_t k, int32_t frames, int32_t width) {
    const float *const last = column + (frames - 1) * width;
    int32_t turn = k % (2 * frames);
    mirrored_way way;
    turn = turn < 0 ? turn + 2 * frames : turn;
    way.at = turn < frames ? column + turn * width : last - (turn - frames) * width;
    way.end = turn < frames ? last : column;
    way.stride = turn < frames ? width : -width;
    return way;
}

static inline float next_on(mirrored_way *way, const float *column, const float *last) {
    const float value = *way->at;
    if (way->at == way->end) {
        way->stride = -way->stride;
        way->end = way->end == last ? column : last;
    } else {
        way->at += way->stride;
    }
    return value;
}

/* One coefficient of one frame less its mean, over its deviation, both of the frames around it. */
static float normalised(const thimble_mfcc_config *config, const float *column, int32_t k) {
    const int32_t reach = (config->win_size - 1) / 2;
    const int32_t frames = config->frames.frames;
    const int32_t width = config->coefficients;
    const float *const last = column + (frames - 1) * width;
    const mirrored_way start = way_from(column, k - reach, frames, width);
    mirrored_way way = start;
    float sum = 0.0f;
    float squares = 0.0f;
    float mean;
    for (int32_t left = 2 * reach + 1; left > 0; left--) {
        sum = sum + next_on(&way, column, last);
    }
    mean = sum * config->inverse_win_size;
    way = start;
    for (int32_t left = 2 * reach + 1; left > 0; left--) {
        const float off = next_on(&way, column, last) - mean;
        squares = squares + off * off;
    }
    return (column[k * width] - mean) /
           (thimble_sqrt_f32(squares * config->inverse_win_size) + 1e-10f);
}

void thimble_normalise_around_f32(const thimble_mfcc_config *config, const float *cepstra,
                                  float *room, float *features) {
    const int32_t width = config->coefficients;
    (void)room;
    for (int32_t i = 0; i < config->frames.frames * width; i++) {
        features[i] = normalised(config, cepstra + i % width, i / width);
    }
}

/* Of the mirrored frames from 0 up to below a place, which lies 2 x frames x turns behind rest; what
 * lies before 0 counts against it. */
typedef struct {
    int32_t turns;
    int32_t rest;
} mirrored_place;

static mirrored_place place_of(int32_t place, int32_t frames) {
    mirrored_place at;
    at.turns = place / (2 * frames);
    at.rest = place - at.turns * 2 * frames;
    if (at.rest < 0) {
        at.turns--;
        at.rest += 2 * frames;
    }
    return at;
}

static float sum_below(const float *sums, int32_t frames, mirrored_place place) {
    const float turn = 2.0f * sums[frames];
    const float part =
        place.rest <= frames ? sums[place.rest] : turn - sums[2 * frames - place.rest];
    return (float)place.turns * turn + part;
}

static void step_on(mirrored_place *place, int32_t frames) {
    place->rest++;
    if (place->rest == 2 * frames) {
        place->rest = 0;
        place->turns++;
    }
}

static void normalise_column(const thimble_mfcc_config *config, const float *column, float *sums,
                             float *features) {
    const int32_t frames = config->frames.frames;
    const int32_t width = config->coefficients;
    const int32_t reach = (config->win_size - 1) / 2;
    const float inverse_frames = 1.0f / (float)frames;
    const float middle = thimble_sum_f32(column, frames, width) * inverse_frames;
    float *const squares = sums + frames + 1;
    mirrored_place from = place_of(-reach, frames);
    mirrored_place to = place_of(reach + 1, frames);
    float least;
    sums[0] = 0.0f;
    squares[0] = 0.0f;
    for (int32_t k = 0; k < frames; k++) {
        const float off = column[k * width] - middle;
        sums[k + 1] = sums[k] + off;
        squares[k + 1] = squares[k] + off * off;
    }
    least = thimble_sqrt_f32(squares[frames] * inverse_frames) * 1e-3f;
    for (int32_t k = 0; k < frames; k++) {
        const float total = sum_below(sums, frames, to) - sum_below(sums, frames, from);
        const float mean = total * config->inverse_win_size;
        const float power = (sum_below(squares, frames, to) - sum_below(squares, frames, from)) *
                            config->inverse_win_size;
        const float deviation = thimble_sqrt_f32(power - mean * mean);
        const float off = (column[k * width] - middle) - mean;
        features[k * width] = off / ((deviation > least ? deviation : least) + 1e-10f);
        step_on(&from, frames);
        step_on(&to, frames);
    }
}

void thimble_normalise_by_sums_f32(const thimble_mfcc_config *config, const float *cepstra,
                                   float *room, float *features) {
    for (int32_t c = 0; c < config->coefficients; c++) {
        normalise_column(config, cepstra + c, room, features + c);
    }
}

/* Where the cepstra of all frames are computed: where they are normalised, not in their own place. */
static float *place_of_cepstra(const thimble_mfcc_config *config, float *scratch, float *features) {
    const int32_t of_frame = config->frames.room + config->bank.bands;
    const int32_t of_sums = 2 * (config->frames.frames + 1);
    return config->normalise == 0 ? features : scratch + (of_frame > of_sums ? of_frame : of_sums);
}

static void finish_cepstra(const thimble_mfcc_config *config, const float *cepstra, float *scratch,
                           float *features) {
    if (config->normalise != 0) {
        config->normalise(config, cepstra, scratch, features);
    }
}

void thimble_mfcc_f32(const thimble_mfcc_config *config, const float *window, float *scratch,
                      float *features) {
    float *const cepstra = place_of_cepstra(config, scratch, features);
    for (int32_t k = 0; k < config->frames.frames; k++) {
        const float *powers = thimble_power_frame_f32(&config->frames, window, k, scratch);
        cepstra_of_frame(config, powers, scratch, cepstra + k * config->coefficients);
    }
    finish_cepstra(config, cepstra, scratch, features);
}

static void cepstra_of_readings(const void *block, const float *frame, float *scratch,
                                float *row) {
    const thimble_mfcc_config *const config = (const thimble_mfcc_config *)block;
    const float *powers = thimble_powers_of_frame_f32(&config->frames, frame, 0, scratch);
    cepstra_of_frame(config, powers, scratch, row);
}

int thimble_mfcc_stream_push(const thimble_mfcc_config *config, thimble_frame_stream *stream,
                             const float *slice, int32_t count, float *scratch) {
    const thimble_frame_form form = thimble_form_of_frames(&config->frames, config->coefficients);
    return thimble_frame_stream_push(&form, cepstra_of_readings, config, stream, slice, count,
                                     scratch);
}

void thimble_mfcc_stream_f32(const thimble_mfcc_config *config, const thimble_frame_stream *stream,
                             float *scratch, float *features) {
    const thimble_frame_form form = thimble_form_of_frames(&config->frames, config->coefficients);
    float *const cepstra = place_of_cepstra(config, scratch, features);
    thimble_frame_stream_rows(&form, stream, cepstra);
    finish_cepstra(config, cepstra, scratch, features);
}
