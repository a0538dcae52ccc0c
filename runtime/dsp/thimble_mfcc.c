#include "thimble_mfcc.h"

#include "thimble_float.h"

#include "thimble_exact_float.h"
#include "thimble_log10.h"

static float natural_log(float power) {
    return thimble_log10_inline_f32(power > 1e-30f ? power : 1e-30f) * 2.30258512f;
}

static void cepstra_of_frame(const thimble_mfcc_config *config, const float *powers, float *levels,
                             float *row) {
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

void thimble_mfcc_f32(const thimble_mfcc_config *config, const float *window, float *scratch,
                      float *features) {
    const int32_t width = config->coefficients;
    float *levels = scratch + config->frames.room;
    float *cepstra = config->win_size > 0 ? levels + config->bank.bands : features;
    for (int32_t k = 0; k < config->frames.frames; k++) {
        const float *powers = thimble_power_frame_f32(&config->frames, window, k, scratch);
        cepstra_of_frame(config, powers, levels, cepstra + k * width);
    }
    for (int32_t i = 0; config->win_size > 0 && i < config->frames.frames * width; i++) {
        features[i] = normalised(config, cepstra + i % width, i / width);
    }
}
