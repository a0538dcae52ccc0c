#include "thimble_mel_bands_q15.h"

#include "thimble_log2_q16.h"

/* For speed, also where a build asks for size, as the spectra before it. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

/* Half of p times a weight in 2^15, rounded down. Weights are never negative: a small core reads such
 * a halfword at once. */
static int32_t half_of(int32_t p, uint16_t weight) {
    return (p >> 16) * (int32_t)weight + (int32_t)(((uint32_t)p & 0xffffu) * weight >> 16);
}

void thimble_mel_bands_q15(const thimble_log_mel_config *config, thimble_bin_q15 *room,
                           int32_t exponent, int16_t *bands) {
    const thimble_bin_q15 *bin = room + config->first_bin;
    const int16_t *weight = config->weights;
    const int16_t *narrow = config->narrow;
    const int32_t level = -2 * exponent * 65536;
    int32_t before = 0;
    for (int32_t segment = 0; segment <= config->bands; segment++) {
        int32_t sum = 0;
        int32_t rising = 0;
        for (int32_t left = config->counts[segment]; left > 0; left--) {
            const int32_t p = bin++->power;
            sum += p;
            rising += half_of(p, (uint16_t)*weight++);
        }
        if (segment > 0) {
            const uint32_t value = (uint32_t)((sum >> 1) - rising + before);
            bands[segment - 1] = (int16_t)(
                (thimble_log2_q16(value) + level + config->offsets[segment - 1]) >> 8);
        }
        before = rising;
    }
    for (int32_t left = config->narrow_count; left > 0; left--) {
        const int32_t p = room[narrow[1]].power;
        const int32_t upper = half_of(room[narrow[1] + 1].power, (uint16_t)narrow[2]);
        const uint32_t value = (uint32_t)((p >> 1) - half_of(p, (uint16_t)narrow[2]) + upper);
        bands[narrow[0]] =
            (int16_t)((thimble_log2_q16(value) + level + config->offsets[narrow[0]]) >> 8);
        narrow += 3;
    }
}
