#include "thimble_fft.h"

#include "thimble_exact_float.h"

static void reverse_bits(float *x, int32_t count) {
    int32_t j = 0;
    for (int32_t i = 1; i < count; i++) {
        int32_t bit = count >> 1;
        for (; (j & bit) != 0; bit >>= 1) {
            j ^= bit;
        }
        j |= bit;
        if (i < j) {
            const float re = x[2 * i];
            const float im = x[2 * i + 1];
            x[2 * i] = x[2 * j];
            x[2 * i + 1] = x[2 * j + 1];
            x[2 * j] = re;
            x[2 * j + 1] = im;
        }
    }
}

static void butterflies(float *x, int32_t count, int32_t size, const float *twiddles, int32_t step) {
    const int32_t half = size / 2;
    for (int32_t k = 0; k < half; k++) {
        const float c = twiddles[2 * k * step];
        const float s = twiddles[2 * k * step + 1];
        for (int32_t top = k; top < count; top += size) {
            float *a = x + 2 * top;
            float *b = a + size;
            const float re = b[0] * c - b[1] * s;
            const float im = b[0] * s + b[1] * c;
            b[0] = a[0] - re;
            b[1] = a[1] - im;
            a[0] = a[0] + re;
            a[1] = a[1] + im;
        }
    }
}

static float squared(float re, float im) {
    return re * re + im * im;
}

/* X[k] = E + W O and X[half - k] = conj(E - W O), where E and O are the spectra of the even and the
 * odd readings. Powers wait where their pair stood and are gathered at the end. */
static float split(float *x, int32_t half, const float *twiddles, int32_t every) {
    const float first = x[0] + x[1];
    const float last = x[0] - x[1];
    for (int32_t k = 1; k <= half / 2; k++) {
        const int32_t m = half - k;
        const float a = x[2 * k];
        const float b = x[2 * k + 1];
        const float c = x[2 * m];
        const float d = x[2 * m + 1];
        const float even_re = (a + c) * 0.5f;
        const float even_im = (b - d) * 0.5f;
        const float odd_re = (b + d) * 0.5f;
        const float odd_im = (c - a) * 0.5f;
        const float wr = twiddles[2 * k * every];
        const float wi = twiddles[2 * k * every + 1];
        const float re = odd_re * wr - odd_im * wi;
        const float im = odd_re * wi + odd_im * wr;
        x[2 * k] = squared(even_re + re, even_im + im);
        if (m != k) {
            x[2 * m] = squared(even_re - re, even_im - im);
        }
    }
    x[0] = first * first;
    for (int32_t k = 1; k < half; k++) {
        x[k] = x[2 * k];
    }
    return last * last;
}

float thimble_power_spectrum_f32(float *x, int32_t length, const float *twiddles, int32_t every) {
    const int32_t half = length / 2;
    reverse_bits(x, half);
    for (int32_t size = 2; size <= half; size *= 2) {
        butterflies(x, half, size, twiddles, every * (length / size));
    }
    return split(x, half, twiddles, every);
}
