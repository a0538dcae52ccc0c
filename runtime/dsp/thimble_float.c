#include "thimble_float.h"

#include <math.h>
#include <string.h>

#include "thimble_exact_float.h"

float thimble_sum_f32(const float *x, int32_t count, int32_t stride) {
    float total = 0.0f;
    int32_t done = 0;
    while (done < count) {
        const int32_t end = count - done < 16 ? count : done + 16;
        float run = 0.0f;
        for (; done < end; done++) {
            run = run + x[done * stride];
        }
        total = total + run;
    }
    return total;
}

static float power_of(float x, float size, int32_t power) {
    float y;
    float square;
    if (power == 2) {
        return x * x;
    }
    y = x / size;
    square = y * y;
    return power == 3 ? square * y : square * square;
}

float thimble_power_sum_f32(const float *x, int32_t count, int32_t stride, float size,
                            int32_t power) {
    float total = 0.0f;
    int32_t done = 0;
    while (done < count) {
        const int32_t end = count - done < 16 ? count : done + 16;
        float run = 0.0f;
        for (; done < end; done++) {
            run = run + power_of(x[done * stride], size, power);
        }
        total = total + run;
    }
    return total;
}

float thimble_sqrt_f32(float x) {
    return x > 0.0f ? sqrtf(x) : 0.0f;
}

/* x = m 2^e with m in [0.707, 1.414); ln m = 2 (t + t^3/3 + ... + t^9/9), t = (m - 1) / (m + 1). */
float thimble_log10_f32(float x) {
    const float least = 2e-38f;
    uint32_t bits;
    int32_t exponent;
    float m;
    float t;
    float s;
    float series;
    if (!(x > least)) {
        x = least;
    }
    memcpy(&bits, &x, sizeof bits);
    bits -= 0x3f3504f3u; /* sqrt(1/2) */
    exponent = (int32_t)(bits >> 23);
    exponent = exponent >= 256 ? exponent - 512 : exponent;
    bits = (bits & 0x007fffffu) + 0x3f3504f3u;
    memcpy(&m, &bits, sizeof m);
    t = (m - 1.0f) / (m + 1.0f);
    s = t * t;
    series = 0.22222222f;
    series = series * s + 0.2857143f;
    series = series * s + 0.4f;
    series = series * s + 0.6666667f;
    series = series * s + 2.0f;
    return (float)exponent * 0.30103f + t * series * 0.4342945f;
}
