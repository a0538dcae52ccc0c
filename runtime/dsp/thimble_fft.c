#include "thimble_fft.h"

#include "thimble_exact_float.h"

void thimble_hann_f32(const float *x, float *framed, int32_t length, const float *twiddles,
                      int32_t every) {
    const int32_t half = length / 2;
    framed[half] = x[half];
    framed[0] = 0.0f;
    for (int32_t i = 1; i < half; i++) {
        const float weight = 0.5f - 0.5f * twiddles[2 * i * every];
        framed[i] = x[i] * weight;
        framed[length - i] = x[length - i] * weight;
    }
}

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

/* Transforms of two values each. */
static void pairs(float *x, int32_t count) {
    for (int32_t i = 0; i < count; i += 2) {
        const float re = x[2];
        const float im = x[3];
        x[2] = x[0] - re;
        x[3] = x[1] - im;
        x[0] = x[0] + re;
        x[1] = x[1] + im;
        x += 4;
    }
}

/* Four transforms of size / 4 become one of size: a, b, c and d are the values of every fourth
 * reading from 0, 1, 2 and 3. The bit reversal has swapped the places of b and c. */
static void quarters(float *x, int32_t count, int32_t size, const float *twiddles, int32_t step) {
    const int32_t quarter = size / 4;
    const int32_t half_turn = size / 2 * step;
    for (int32_t k = 0; k < quarter; k++) {
        /* The table ends at half a turn; beyond it signs change. */
        const int32_t three = 3 * k * step;
        const int32_t is_beyond = three >= half_turn ? 1 : 0;
        const float *w1 = twiddles + 2 * k * step;
        const float *w2 = twiddles + 4 * k * step;
        const float *w3 = twiddles + 2 * (is_beyond != 0 ? three - half_turn : three);
        const float c1 = w1[0];
        const float s1 = w1[1];
        const float c2 = w2[0];
        const float s2 = w2[1];
        const float c3 = is_beyond != 0 ? -w3[0] : w3[0];
        const float s3 = is_beyond != 0 ? -w3[1] : w3[1];
        for (int32_t top = k; top < count; top += size) {
            float *a = x + 2 * top;
            float *c = a + 2 * quarter;
            float *b = c + 2 * quarter;
            float *d = b + 2 * quarter;
            float b_re = b[0];
            float b_im = b[1];
            float c_re = c[0];
            float c_im = c[1];
            float d_re = d[0];
            float d_im = d[1];
            if (k > 0) {
                b_re = b[0] * c1 - b[1] * s1;
                b_im = b[0] * s1 + b[1] * c1;
                c_re = c[0] * c2 - c[1] * s2;
                c_im = c[0] * s2 + c[1] * c2;
                d_re = d[0] * c3 - d[1] * s3;
                d_im = d[0] * s3 + d[1] * c3;
            }
            {
                const float ac_re = a[0] + c_re;
                const float ac_im = a[1] + c_im;
                const float apart_re = a[0] - c_re;
                const float apart_im = a[1] - c_im;
                const float bd_re = b_re + d_re;
                const float bd_im = b_im + d_im;
                const float turn_re = b_re - d_re;
                const float turn_im = b_im - d_im;
                a[0] = ac_re + bd_re;
                a[1] = ac_im + bd_im;
                c[0] = apart_re + turn_im;
                c[1] = apart_im - turn_re;
                b[0] = ac_re - bd_re;
                b[1] = ac_im - bd_im;
                d[0] = apart_re - turn_im;
                d[1] = apart_im + turn_re;
            }
        }
    }
}

static float squared(float re, float im) {
    return re * re + im * im;
}

/* 2 X[k] = E + W O and 2 X[count - k] = conj(E - W O), where E and O are twice the spectra of the
 * even and the odd readings; at count / 2 this is the pair itself, turned. */
static void split(float *x, int32_t count, const float *twiddles, int32_t every) {
    const float first = x[0] + x[1];
    const float last = x[0] - x[1];
    x[0] = 4.0f * (first * first);
    x[1] = 4.0f * (last * last);
    for (int32_t k = 1; k < count / 2; k++) {
        float *low = x + 2 * k;
        float *high = x + 2 * (count - k);
        const float even_re = low[0] + high[0];
        const float even_im = low[1] - high[1];
        const float odd_re = low[1] + high[1];
        const float odd_im = high[0] - low[0];
        const float wr = twiddles[2 * k * every];
        const float wi = twiddles[2 * k * every + 1];
        const float re = odd_re * wr - odd_im * wi;
        const float im = odd_re * wi + odd_im * wr;
        low[0] = squared(even_re + re, even_im + im);
        high[0] = squared(even_re - re, even_im - im);
    }
    x[count] = 4.0f * squared(x[count], x[count + 1]);
}

static int is_power_of_four(int32_t count) {
    return (count & 0x55555555) != 0;
}

void thimble_power_spectrum_f32(float *x, int32_t length, const float *twiddles, int32_t every) {
    const int32_t count = length / 2;
    int32_t size;
    reverse_bits(x, count);
    if (is_power_of_four(count)) {
        size = 4;
        quarters(x, count, size, twiddles, every * (length / size));
    } else {
        size = 2;
        pairs(x, count);
    }
    while (size < count) {
        size *= 4;
        quarters(x, count, size, twiddles, every * (length / size));
    }
    split(x, count, twiddles, every);
}
