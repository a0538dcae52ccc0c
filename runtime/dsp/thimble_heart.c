#include "thimble_heart.h"

#include "thimble_fft.h"
#include "thimble_filter.h"
#include "thimble_float.h"
#include "thimble_sort.h"

#include "thimble_exact_float.h"

/* Beats are kept as floats: whole numbers below 2^24 are exact. */
typedef struct {
    float *beats;
    float *intervals; /* ms */
    float *good;      /* 1 for those of a heart neither missed nor heard twice, sorted before */
    int32_t count;    /* beats */
} heart;

static float slope_square(const thimble_heart_config *config, const float *x, int32_t i) {
    const float slope = x[i] - x[i - 1];
    return config->is_pulse != 0 && !(slope > 0.0f) ? 0.0f : slope * slope;
}

/* The mean square slope of the `width` readings up to each: from the last one on, so that the squares
 * can lie where the means come to. */
static void find_steepness(const thimble_heart_config *config, const float *x, float *steep) {
    steep[0] = 0.0f;
    for (int32_t i = 1; i < config->length; i++) {
        steep[i] = slope_square(config, x, i);
    }
    for (int32_t i = config->length - 1; i >= 0; i--) {
        const float *square = steep + i;
        float total = 0.0f;
        for (int32_t left = i + 1 < config->width ? i + 1 : config->width; left > 0; left--) {
            total = total + *square--;
        }
        steep[i] = total * config->inverse_width;
    }
}

/* A share of the middle one of the maxima of stretches. */
static float level_of(const thimble_heart_config *config, const float *steep, float *maxima) {
    for (int32_t block = 0; block < config->blocks; block++) {
        const float *x = steep + block * config->stretch;
        float most = 0.0f;
        for (int32_t i = 0; i < config->stretch; i++) {
            most = x[i] > most ? x[i] : most;
        }
        maxima[block] = most;
    }
    thimble_sort_f32(maxima, config->blocks);
    return maxima[config->blocks / 2] * config->threshold;
}

/* Above all within the pause before, and not below any within the pause after. */
static int is_highest(const thimble_heart_config *config, const float *steep, int32_t i) {
    const int32_t start = i > config->pause ? i - config->pause : 0;
    const int32_t end = i + config->pause < config->length ? i + config->pause : config->length - 1;
    for (int32_t k = start; k < i; k++) {
        if (!(steep[i] > steep[k])) {
            return 0;
        }
    }
    for (int32_t k = i + 1; k <= end; k++) {
        if (steep[k] > steep[i]) {
            return 0;
        }
    }
    return 1;
}

static float deflection_size(const thimble_heart_config *config, float x) {
    return config->is_pulse != 0 || x > 0.0f ? x : -x;
}

/* The reading farthest from 0; of a pulse the highest one. */
static int32_t deflection(const thimble_heart_config *config, const float *x, int32_t start,
                          int32_t end) {
    int32_t best = start;
    for (int32_t i = start + 1; i <= end; i++) {
        if (deflection_size(config, x[i]) > deflection_size(config, x[best])) {
            best = i;
        }
    }
    return best;
}

static int32_t find_beats(const thimble_heart_config *config, const float *x, const float *steep,
                          float level, float *beats) {
    int32_t count = 0;
    for (int32_t i = 0; i < config->length && count < config->most_beats; i++) {
        if (steep[i] > level && is_highest(config, steep, i)) {
            const int32_t start = i > config->width ? i - config->width : 0;
            const int32_t at = deflection(config, x, start, i);
            if (count == 0 || at - (int32_t)beats[count - 1] >= config->pause) {
                beats[count] = (float)at;
                count++;
            }
        }
    }
    return count;
}

/* Marks the good intervals; returns how many there are. */
static int32_t find_good(heart *all) {
    const int32_t count = all->count - 1;
    int32_t possible = 0;
    int32_t good = 0;
    float median;
    float reach;
    for (int32_t i = 0; i < count; i++) {
        if (all->intervals[i] >= 300.0f && all->intervals[i] <= 2000.0f) {
            all->good[possible++] = all->intervals[i];
        }
    }
    thimble_sort_f32(all->good, possible);
    median = possible > 0 ? all->good[possible / 2] : 0.0f;
    reach = median * 0.3f;
    for (int32_t i = 0; i < count; i++) {
        const float ms = all->intervals[i];
        const float off = ms - median;
        const int is_good = ms >= 300.0f && ms <= 2000.0f && off <= reach && -off <= reach;
        all->good[i] = is_good ? 1.0f : 0.0f;
        good += is_good;
    }
    return good;
}

/* The next good interval from i on, or -1. */
static int32_t next_good(const heart *all, int32_t i) {
    for (; i < all->count - 1; i++) {
        if (all->good[i] > 0.0f) {
            return i;
        }
    }
    return -1;
}

/* The good intervals less their mean, drawn as lines between the beats that end them. */
static void draw(const thimble_heart_config *config, const heart *all, float mean, float *line) {
    int32_t before = -1;
    int32_t after = next_good(all, 0);
    for (int32_t k = 0; k < config->fft_length; k++) {
        const float at = (float)k * config->draw_step;
        float value;
        while (after >= 0 && all->beats[after + 1] < at) {
            before = after;
            after = next_good(all, after + 1);
        }
        if (after < 0 || before < 0) {
            value = all->intervals[after < 0 ? before : after];
        } else {
            const float from = all->beats[before + 1];
            const float share = (at - from) / (all->beats[after + 1] - from);
            value = all->intervals[before] +
                    (all->intervals[after] - all->intervals[before]) * share;
        }
        line[k] = value - mean;
    }
}

static float sum_of_bins(const thimble_heart_config *config, const float *line, int32_t from,
                         int32_t to) {
    float total = 0.0f;
    for (int32_t bin = from; bin < to; bin++) {
        total = total + line[2 * bin];
    }
    return total * config->power_scale;
}

static float mean_of_good(const heart *all, int32_t good) {
    float total = 0.0f;
    for (int32_t i = 0; i < all->count - 1; i++) {
        if (all->good[i] > 0.0f) {
            total = total + all->intervals[i];
        }
    }
    return total / (float)good;
}

/* SDNN, RMSSD and pNN50. */
static void add_spread(const heart *all, int32_t good, float mean, float *features) {
    float squares = 0.0f;
    float steps = 0.0f;
    int32_t pairs = 0;
    int32_t apart = 0;
    for (int32_t i = 0; i < all->count - 1; i++) {
        if (all->good[i] > 0.0f) {
            const float off = all->intervals[i] - mean;
            squares = squares + off * off;
            if (i > 0 && all->good[i - 1] > 0.0f) {
                const float step = all->intervals[i] - all->intervals[i - 1];
                steps = steps + step * step;
                pairs++;
                apart += step > 50.0f || step < -50.0f ? 1 : 0;
            }
        }
    }
    features[0] = thimble_sqrt_f32(squares / (float)(good - 1));
    features[1] = pairs > 0 ? thimble_sqrt_f32(steps / (float)pairs) : 0.0f;
    features[2] = pairs > 0 ? (float)apart / (float)pairs : 0.0f;
}

static void add_variability(const thimble_heart_config *config, heart *all, float *line,
                            float *features) {
    int32_t good = 0;
    for (int32_t i = 0; i + 1 < all->count; i++) {
        all->intervals[i] = (all->beats[i + 1] - all->beats[i]) * config->ms_per_reading;
    }
    good = all->count > 1 ? find_good(all) : 0;
    for (int32_t i = 0; i < 7; i++) {
        features[i] = 0.0f;
    }
    if (good < 3) {
        return;
    }
    features[0] = mean_of_good(all, good);
    add_spread(all, good, features[0], features + 1);
    draw(config, all, features[0], line);
    thimble_hann_f32(line, line, config->fft_length, config->twiddles, 1);
    thimble_power_spectrum_f32(line, config->fft_length, config->twiddles, 1);
    features[4] = sum_of_bins(config, line, config->lf_bin, config->hf_bin);
    features[5] = sum_of_bins(config, line, config->hf_bin, config->end_bin);
    features[6] = features[5] > 0.0f ? features[4] / features[5] : 0.0f;
}

/* 1 where the magnitude of the acceleration hardly varies; size: length floats. */
static float resting(const thimble_heart_config *config, const float *window, float *size) {
    float mean;
    float deviation;
    for (int32_t i = 0; i < config->length; i++) {
        const float x = window[4 * i + 1];
        const float y = window[4 * i + 2];
        const float z = window[4 * i + 3];
        size[i] = thimble_sqrt_f32(x * x + y * y + z * z);
    }
    mean = thimble_centre_f32(size, 1, size, 1, config->length, config->inverse_length);
    deviation = thimble_sqrt_f32(thimble_sum_squares_f32(size, config->length, 1) *
                                 config->inverse_length);
    return deviation <= mean * config->resting_share ? 1.0f : 0.0f;
}

void thimble_heart_f32(const thimble_heart_config *config, const float *window, float *scratch,
                       float *features) {
    const int32_t length = config->length;
    float *x = scratch;
    float *steep = x + length;
    float *maxima = steep + length;
    heart all;
    float level;
    all.beats = maxima + config->blocks;
    all.intervals = all.beats + config->most_beats;
    all.good = all.intervals + config->most_beats;
    (void)thimble_centre_f32(window, config->axes, x, 1, length, config->inverse_length);
    thimble_filter_f32(config->high_filter, config->high_sections, THIMBLE_HIGH_PASS, x, length);
    thimble_filter_f32(config->low_filter, config->low_sections, THIMBLE_LOW_PASS, x, length);
    find_steepness(config, x, steep);
    level = level_of(config, steep, maxima);
    all.count = find_beats(config, x, steep, level, all.beats);
    features[0] = 0.0f;
    if (all.count >= 3) {
        const float span = all.beats[all.count - 1] - all.beats[0];
        features[0] = config->readings_per_minute * (float)(all.count - 1) / span;
    }
    if (config->variability != 0) {
        add_variability(config, &all, all.good + config->most_beats, features + 1);
    }
    if (config->axes > 1) {
        features[config->variability != 0 ? 8 : 1] = resting(config, window, steep);
    }
}
