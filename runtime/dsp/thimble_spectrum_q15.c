#include "thimble_spectrum_q15.h"

#include "thimble_clz.h"

/* Most of the time of features goes by here: for speed, also where a build asks for size. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

int32_t thimble_exponent_q15(const thimble_spectrum_q15_config *config, const int16_t *x) {
    uint64_t energy = 0;
    uint32_t high;
    int32_t bits;
    int32_t n = 0;
    for (; n + 1 < config->frame_length; n += 2) {
        const int32_t even = x[n];
        const int32_t odd = x[n + 1];
        energy += (uint32_t)(even * even) + (uint32_t)(odd * odd);
    }
    if (n < config->frame_length) {
        energy += (uint32_t)((int32_t)x[n] * x[n]);
    }
    high = (uint32_t)(energy >> 32);
    bits = high != 0 ? 64 - thimble_clz(high) : 32 - thimble_clz((uint32_t)energy);
    return (config->energy_bits - bits) >> 1;
}

static inline int32_t low16(int32_t word) {
    return (int16_t)(word & 0xffff);
}

/* Half of a value turned by cos - i sin, rounded to nearest. */
static inline void turn(int32_t word, int32_t re, int32_t im, thimble_bin_q15 *out) {
    const int32_t c = low16(word);
    const int32_t s = word >> 16;
    out->pair.re = (int16_t)((re * c + im * s + 32768) >> 16);
    out->pair.im = (int16_t)((im * c - re * s + 32768) >> 16);
}

static inline void halve(int32_t re, int32_t im, thimble_bin_q15 *out) {
    out->pair.re = (int16_t)(re >> 1);
    out->pair.im = (int16_t)(im >> 1);
}

/* Four values become their transform; the results lie `apart` places from each other. turns: none
 * where they are only halved. */
static inline void butterfly(const int32_t *turns, thimble_pair_q15 a, thimble_pair_q15 b,
                             thimble_pair_q15 c, thimble_pair_q15 d, thimble_bin_q15 *y, int32_t apart) {
    const int32_t p_re = a.re + c.re;
    const int32_t p_im = a.im + c.im;
    const int32_t m_re = a.re - c.re;
    const int32_t m_im = a.im - c.im;
    const int32_t q_re = b.re + d.re;
    const int32_t q_im = b.im + d.im;
    const int32_t n_re = b.re - d.re;
    const int32_t n_im = b.im - d.im;
    halve(p_re + q_re, p_im + q_im, y);
    if (turns != 0) {
        turn(turns[0], m_re + n_im, m_im - n_re, y + apart);
        turn(turns[1], p_re - q_re, p_im - q_im, y + 2 * apart);
        turn(turns[2], m_re - n_im, m_im + n_re, y + 3 * apart);
    } else {
        halve(m_re + n_im, m_im - n_re, y + apart);
        halve(p_re - q_re, p_im - q_im, y + 2 * apart);
        halve(m_re - n_im, m_im + n_re, y + 3 * apart);
    }
}

static inline thimble_pair_q15 windowed(const int16_t *x, int32_t weights, int32_t up, int32_t down) {
    const uint32_t even = (uint32_t)(x[0] * low16(weights));
    const uint32_t odd = (uint32_t)(x[1] * (weights >> 16));
    thimble_pair_q15 pair;
    pair.re = (int16_t)((int32_t)(even << up) >> down >> 16);
    pair.im = (int16_t)((int32_t)(odd << up) >> down >> 16);
    return pair;
}

/* The window and the first pass, from readings. */
static void first_pass(const int32_t *turns, int32_t quarter, int32_t exponent, const int16_t *x,
                       thimble_bin_q15 *y) {
    const int32_t up = exponent > 0 ? exponent : 0;
    const int32_t down = exponent > 0 ? 0 : -exponent;
    for (int32_t i = 0; i < quarter; i++) {
        const thimble_pair_q15 a = windowed(x, turns[0], up, down);
        const thimble_pair_q15 b = windowed(x + 2 * quarter, turns[1], up, down);
        const thimble_pair_q15 c = windowed(x + 4 * quarter, turns[2], up, down);
        const thimble_pair_q15 d = windowed(x + 6 * quarter, turns[3], up, down);
        butterfly(turns + 4, a, b, c, d, y, 1);
        turns += 7;
        x += 2;
        y += 4;
    }
}

/* A pass of radix 4 between the first and the last. Butterflies i have the turns of i with its lowest
 * bits cleared: groups of `group` share them. From the third pass on the first group has none. */
static void middle_pass(const int32_t *turns, int32_t quarter, int32_t group,
                        const thimble_bin_q15 *x, thimble_bin_q15 *y) {
    int32_t start = 0;
    if (group > 4) {
        for (; start < group; start++) {
            butterfly(0, x[0].pair, x[quarter].pair, x[2 * quarter].pair, x[3 * quarter].pair, y, 1);
            x++;
            y += 4;
        }
    }
    for (turns += 7 * start + 4; start < quarter; start += group) {
        for (int32_t i = 0; i < group; i++) {
            butterfly(turns, x[0].pair, x[quarter].pair, x[2 * quarter].pair, x[3 * quarter].pair,
                      y, 1);
            x++;
            y += 4;
        }
        turns += 7 * group;
    }
}

/* The place of butterfly i's first value among `quarter`, a power of 4: base 4 digits reversed. */
static int32_t reversed(int32_t i, int32_t quarter) {
    int32_t place = 0;
    for (int32_t left = quarter; left > 1; left >>= 2) {
        place = place << 2 | (i & 3);
        i >>= 2;
    }
    return place;
}

/* The last pass where it is of radix 4: only halved, to natural order. */
static void last_pass(int32_t quarter, const thimble_bin_q15 *x, thimble_bin_q15 *y) {
    for (int32_t i = 0; i < quarter; i++) {
        butterfly(0, x[i].pair, x[i + quarter].pair, x[i + 2 * quarter].pair,
                  x[i + 3 * quarter].pair, y + reversed(i, quarter), quarter);
    }
}

/* The last pass where it is of radix 2: sums and differences, to natural order. */
static void last_pairs(int32_t half, const thimble_bin_q15 *x, thimble_bin_q15 *y) {
    for (int32_t i = 0; i < half; i++) {
        const thimble_pair_q15 a = x[i].pair;
        const thimble_pair_q15 b = x[i + half].pair;
        thimble_bin_q15 *out = y + reversed(i, half);
        out[0].pair.re = (int16_t)(a.re + b.re);
        out[0].pair.im = (int16_t)(a.im + b.im);
        out[half].pair.re = (int16_t)(a.re - b.re);
        out[half].pair.im = (int16_t)(a.im - b.im);
    }
}

static int32_t squared(int32_t re, int32_t im) {
    return re * re + im * im;
}

/* Powers of bins k and half - k from the transform of the pairs at both, in place. */
static void split(const int32_t *splits, int32_t half, thimble_bin_q15 *bins) {
    thimble_bin_q15 *low = bins + 1;
    thimble_bin_q15 *high = bins + half - 1;
    for (; low < high; low++, high--) {
        const thimble_pair_q15 z = low->pair;
        const thimble_pair_q15 m = high->pair;
        const int32_t c = low16(*splits);
        const int32_t s = *splits++ >> 16;
        const int32_t odd_re = z.re - m.re;
        const int32_t odd_im = z.im + m.im;
        const int32_t re = (odd_re * c + odd_im * s + 32768) >> 16;
        const int32_t im = (odd_im * c - odd_re * s + 32768) >> 16;
        const int32_t even_re = (z.re + m.re) >> 1;
        const int32_t even_im = (z.im - m.im) >> 1;
        low->power = squared(even_re + re, even_im + im);
        high->power = squared(even_re - re, even_im - im);
    }
    low->power = squared(low->pair.re, low->pair.im);
}

void thimble_powers_q15(const thimble_spectrum_q15_config *config, const int16_t *x,
                        int32_t exponent, thimble_bin_q15 *room) {
    const int32_t half = config->fft_length / 2;
    const int32_t quarter = half / 4;
    thimble_bin_q15 *from = room;
    thimble_bin_q15 *to = room + half;
    int32_t passes = 0;
    /* Passes go to and fro between both halves of the room; the last one ends in the first half. */
    for (int32_t left = half; left > 1; left >>= 2) {
        passes++;
    }
    if (passes % 2 == 1) {
        from = to;
        to = room;
    }
    first_pass(config->turns, quarter, exponent, x, to);
    for (int32_t group = 4; group < quarter; group *= 4) {
        thimble_bin_q15 *next = from;
        from = to;
        to = next;
        middle_pass(config->turns, quarter, group, from, to);
    }
    if ((half & 0x55555555) != 0) {
        last_pass(quarter, to, from);
    } else {
        last_pairs(half / 2, to, from);
    }
    split(config->splits, half, room);
}
