#include "thimble_float.h"

#include <math.h>
#include <string.h>

#include "thimble_exact_float.h"
#include "thimble_log10.h"

enum { run_length = 16 };

static int32_t run_end(int32_t done, int32_t count) {
    return count - done < run_length ? count : done + run_length;
}

float thimble_sum_f32(const float *x, int32_t count, int32_t stride) {
    float total = 0.0f;
    int32_t done = 0;
    while (done < count) {
        const int32_t end = run_end(done, count);
        float run = 0.0f;
        for (; done < end; done++) {
            run = run + x[done * stride];
        }
        total = total + run;
    }
    return total;
}

float thimble_sum_squares_f32(const float *x, int32_t count, int32_t stride) {
    float total = 0.0f;
    int32_t done = 0;
    while (done < count) {
        const int32_t end = run_end(done, count);
        float run = 0.0f;
        for (; done < end; done++) {
            const float value = x[done * stride];
            run = run + value * value;
        }
        total = total + run;
    }
    return total;
}

/* to = from - value, and the sum of it. */
static float shift(const float *from, int32_t from_stride, float *to, int32_t to_stride,
                   int32_t count, float value) {
    float total = 0.0f;
    int32_t done = 0;
    while (done < count) {
        const int32_t end = run_end(done, count);
        float run = 0.0f;
        for (; done < end; done++) {
            const float left = from[done * from_stride] - value;
            to[done * to_stride] = left;
            run = run + left;
        }
        total = total + run;
    }
    return total;
}

/* Twice: under gravity the first mean is off by more than a quiet signal is strong. */
float thimble_centre_f32(const float *from, int32_t from_stride, float *to, int32_t to_stride,
                         int32_t count, float inverse_count) {
    const float mean = thimble_sum_f32(from, count, from_stride) * inverse_count;
    const float left = shift(from, from_stride, to, to_stride, count, mean) * inverse_count;
    for (int32_t i = 0; i < count; i++) {
        to[i * to_stride] = to[i * to_stride] - left;
    }
    return mean + left;
}

void thimble_shape_f32(const float *x, int32_t count, float inverse_count, float size,
                       float *skewness, float *kurtosis) {
    float inverse_size;
    float cubes = 0.0f;
    float fourths = 0.0f;
    int32_t done = 0;
    *skewness = 0.0f;
    *kurtosis = 0.0f;
    if (!(size > THIMBLE_LEAST_SIZE)) {
        return;
    }
    inverse_size = 1.0f / size;
    while (done < count) {
        const int32_t end = run_end(done, count);
        float cube_run = 0.0f;
        float fourth_run = 0.0f;
        for (; done < end; done++) {
            const float y = x[done] * inverse_size;
            const float square = y * y;
            cube_run = cube_run + square * y;
            fourth_run = fourth_run + square * square;
        }
        cubes = cubes + cube_run;
        fourths = fourths + fourth_run;
    }
    *skewness = cubes * inverse_count;
    *kurtosis = fourths * inverse_count - 3.0f;
}

float thimble_sqrt_f32(float x) {
    return x > 0.0f ? sqrtf(x) : 0.0f;
}

float thimble_log10_f32(float x) {
    return thimble_log10_inline_f32(x);
}

float thimble_log2_f32(float x) {
    return thimble_log10_inline_f32(x) * 3.32192802f;
}

/* x = n + r with r from -1/2 to 1/2; 2^r by the series of the exponential to the sixth power. */
float thimble_exp2_f32(float x) {
    const float limited = x > 127.0f ? 127.0f : x > -126.0f ? x : -126.0f;
    const float shifted = limited + 0.5f;
    int32_t whole = (int32_t)shifted;
    uint32_t bits;
    float r;
    float series;
    float power;
    whole -= (float)whole > shifted ? 1 : 0;
    r = limited - (float)whole;
    series = 1.54035297e-4f;
    series = series * r + 1.33335579e-3f;
    series = series * r + 9.61812865e-3f;
    series = series * r + 5.55041097e-2f;
    series = series * r + 0.240226507f;
    series = series * r + 0.693147182f;
    series = series * r + 1.0f;
    bits = (uint32_t)(whole + 127) << 23;
    memcpy(&power, &bits, sizeof power);
    return series * power;
}
