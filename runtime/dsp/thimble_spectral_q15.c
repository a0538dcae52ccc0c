#include "thimble_spectral_q15.h"

#include "thimble_log2_q16.h"
#include "thimble_to_q15.h"

#include "thimble_exact_float.h"

static int32_t bit_length(uint32_t x) {
    return 32 - thimble_clz(x);
}

static int32_t log2_wide(uint64_t x) {
    const int32_t bits = bit_length((uint32_t)(x >> 31));
    return thimble_log2_q16((uint32_t)(x >> bits)) + bits * 65536;
}

static uint64_t root_of(uint64_t x) {
    uint64_t root = 0;
    for (uint64_t bit = (uint64_t)1 << 26; bit != 0; bit >>= 1) {
        const uint64_t next = root | bit;
        root = next * next <= x ? next : root;
    }
    return root;
}

/* Three bits more than the readings have, less their mean. */
static void take_mean(int32_t *x, int32_t length) {
    int64_t total = length / 2;
    int32_t mean;
    for (int32_t i = 0; i < length; i++) {
        total += 8 * x[i];
    }
    mean = (int32_t)(total / length);
    mean -= total % length < 0 ? 1 : 0;
    for (int32_t i = 0; i < length; i++) {
        x[i] = 8 * x[i] - mean;
    }
}

/* What is rounded off a reading is added to the next one. */
static void filter(const int32_t *b, int32_t high_pass, int32_t *x, int32_t length) {
    const int32_t most = 2097152;
    int32_t x1 = x[0];
    int32_t x2 = x[0];
    int32_t y1 = high_pass != 0 ? 0 : x[0];
    int32_t y2 = y1;
    int64_t rest = 0;
    for (int32_t i = 0; i < length; i++) {
        const int64_t sum = (int64_t)b[0] * x[i] + (int64_t)b[1] * x1 + (int64_t)b[2] * x2 -
                            (int64_t)b[3] * y1 - (int64_t)b[4] * y2 + rest;
        const int64_t whole = sum >> 29;
        const int32_t y = (int32_t)(whole > most ? most : whole < -most ? -most : whole);
        rest = sum - whole * 536870912;
        x2 = x1;
        x1 = x[i];
        y2 = y1;
        y1 = y;
        x[i] = y;
    }
}

/* Shifted so that the largest has 15 bits; returns the shift. */
static int32_t fill(const int32_t *x, int16_t *y, int32_t length) {
    uint32_t peak = 0;
    int32_t shift;
    for (int32_t i = 0; i < length; i++) {
        const uint32_t size = (uint32_t)(x[i] < 0 ? -x[i] : x[i]);
        peak = size > peak ? size : peak;
    }
    shift = 15 - bit_length(peak);
    for (int32_t i = 0; i < length; i++) {
        y[i] = (int16_t)(shift >= 0 ? (int32_t)((uint32_t)x[i] << shift) : x[i] >> -shift);
    }
    return shift;
}

static int16_t limited(int64_t value) {
    return (int16_t)(value > 7680 ? 7680 : value);
}

static void add_shape(const int16_t *y, int32_t length, int16_t *features) {
    uint64_t squares = 0;
    uint64_t fourths = 0;
    int64_t cubes = 0;
    uint64_t variance;
    uint64_t narrow;
    uint64_t skewness;
    const uint64_t count = (uint64_t)length;
    for (int32_t i = 0; i < length; i++) {
        const int32_t u = y[i] >> 3;
        const uint32_t square = (uint32_t)(u * u);
        const uint32_t cut = square >> 6;
        squares += square;
        cubes += (int64_t)(u * u) * u;
        fourths += (uint64_t)cut * cut;
    }
    variance = squares / count;
    narrow = variance * variance / 4096;
    features[0] = 0;
    features[1] = 0;
    if (narrow == 0) {
        return;
    }
    skewness = (uint64_t)(cubes < 0 ? -cubes : cubes) / count;
    skewness = skewness * 65536 / (variance * root_of(variance * 65536));
    features[0] = limited((int64_t)skewness);
    features[0] = (int16_t)(cubes < 0 ? -features[0] : features[0]);
    features[1] = limited((int64_t)(fourths / count * 256 / narrow) - 768);
}

/* low and high: both halves of the sums of powers, in room for fft_length / 2 each, as largest. */
static void add_powers(const thimble_spectral_q15_config *config, const int16_t *y, int32_t level,
                       uint32_t *room, int16_t *features) {
    const int32_t half = config->fft_length / 2;
    thimble_bin_q15 *bins = (thimble_bin_q15 *)(void *)room;
    uint32_t *low = room + config->fft_length;
    uint32_t *high = low + half;
    uint32_t *largest = high + half;
    thimble_spectrum_q15_config spectrum;
    int32_t exponent = 31;
    spectrum.frame_length = config->fft_length;
    spectrum.fft_length = config->fft_length;
    spectrum.energy_bits = config->energy_bits;
    spectrum.turns = config->turns;
    spectrum.splits = config->splits;
    for (int32_t bin = 0; bin < half; bin++) {
        low[bin] = 0;
        high[bin] = 0;
        largest[bin] = 0;
    }
    /* All frames are scaled alike, so that their powers add up. */
    for (int32_t k = 0; k < config->frames; k++) {
        const int32_t own = thimble_exponent_q15(&spectrum, y + k * config->hop);
        exponent = own < exponent ? own : exponent;
    }
    for (int32_t k = 0; k < config->frames; k++) {
        config->powers(&spectrum, y + k * config->hop, exponent, bins);
        for (int32_t bin = 1; bin < half; bin++) {
            const uint32_t power = (uint32_t)bins[bin].power;
            low[bin] += power;
            high[bin] += low[bin] < power ? 1u : 0u;
            largest[bin] = power > largest[bin] ? power : largest[bin];
        }
    }
    level += config->power_offset - 2 * exponent * 65536;
    for (int32_t bin = 1; bin < half; bin++) {
        const uint64_t sum = (uint64_t)high[bin] << 32 | low[bin];
        features[bin - 1] = (int16_t)((log2_wide(sum) - config->log_frames + level) >> 8);
        if (config->maximum != 0) {
            features[half + bin - 2] = (int16_t)((thimble_log2_q16(largest[bin]) + level) >> 8);
        }
    }
}

/* Features of the axis whose readings are in scratch; returns where those of the next one begin. */
static int16_t *of_axis(const thimble_spectral_q15_config *config, int32_t *scratch,
                        int16_t *features) {
    const int32_t length = config->length;
    const int32_t bins = config->fft_length / 2 - 1;
    int16_t *y = (int16_t *)(void *)(scratch + length);
    uint32_t *room = (uint32_t *)(void *)(scratch + length + (length + 1) / 2);
    uint64_t squares = 0;
    int32_t level;
    take_mean(scratch, length);
    for (int32_t s = 0; s < config->sections; s++) {
        filter(config->filter + 5 * s, config->high_pass, scratch, length);
    }
    level = -2 * (fill(scratch, y, length) + 3) * 65536;
    for (int32_t i = 0; i < length; i++) {
        squares += (uint32_t)((int32_t)y[i] * y[i]);
    }
    features[0] = (int16_t)(
        (log2_wide(squares) - config->log_length + level + config->square_offset) >> 9);
    add_shape(y, length, features + 1);
    add_powers(config, y, level, room, features + 3);
    return features + 3 + (config->maximum != 0 ? 2 * bins : bins);
}

void thimble_spectral_q15(const thimble_spectral_q15_config *config, const int16_t *window,
                          int32_t *scratch, int16_t *features) {
    for (int32_t axis = 0; axis < config->axes; axis++) {
        for (int32_t i = 0; i < config->length; i++) {
            scratch[i] = window[i * config->axes + axis];
        }
        features = of_axis(config, scratch, features);
    }
}

void thimble_spectral_q15_f32(const thimble_spectral_q15_config *config, const float *window,
                              float *scratch, float *features) {
    const int32_t bins = config->fft_length / 2 - 1;
    const int32_t count = 3 + (config->maximum != 0 ? 2 * bins : bins);
    int32_t *x = (int32_t *)(void *)scratch;
    int16_t *whole = (int16_t *)(void *)(x + config->length + (config->length + 1) / 2 +
                                         5 * config->fft_length / 2);
    for (int32_t axis = 0; axis < config->axes; axis++) {
        for (int32_t i = 0; i < config->length; i++) {
            x[i] = thimble_to_q15(window[i * config->axes + axis] * config->scale);
        }
        (void)of_axis(config, x, whole);
        for (int32_t i = 0; i < count; i++) {
            features[i] = (float)whole[i] * 0.00390625f;
        }
        features += count;
    }
}
