#include "thimble_upright.h"

#include "thimble_float.h"

#include "thimble_exact_float.h"

/* Where gravity comes from nearly the other side there is no one shortest turn: it ends short. */
#define LEAST_TURN 0.1f

/* Row by row; 0: the window's mean is nothing, it stays as it is. */
static int32_t turn_of(const thimble_upright_config *config, const float *window, int32_t axes,
                       int32_t length, float inverse_length, float matrix[9]) {
    float mean[3];
    float size;
    float turn;
    float share;
    for (int32_t i = 0; i < 3; i++) {
        const int32_t axis = (int32_t)config->triads[i];
        mean[i] = thimble_sum_f32(window + axis, length, axes) * inverse_length;
    }
    size = thimble_sqrt_f32((mean[0] * mean[0] + mean[1] * mean[1]) + mean[2] * mean[2]);
    if (!(size > THIMBLE_LEAST_SIZE)) {
        return 0;
    }
    {
        const float a = mean[0] / size;
        const float b = mean[1] / size;
        const float c = mean[2] / size;
        const float p = config->towards[0];
        const float q = config->towards[1];
        const float r = config->towards[2];
        /* the cosine of the turn, and its axis times its sine */
        const float cosine = (a * p + b * q) + c * r;
        const float u = b * r - c * q;
        const float v = c * p - a * r;
        const float w = a * q - b * p;
        turn = 1.0f + cosine;
        share = 1.0f / (turn > LEAST_TURN ? turn : LEAST_TURN);
        matrix[0] = cosine + share * (u * u);
        matrix[1] = share * (u * v) - w;
        matrix[2] = share * (u * w) + v;
        matrix[3] = share * (u * v) + w;
        matrix[4] = cosine + share * (v * v);
        matrix[5] = share * (v * w) - u;
        matrix[6] = share * (u * w) - v;
        matrix[7] = share * (v * w) + u;
        matrix[8] = cosine + share * (w * w);
    }
    return 1;
}

void thimble_turn_upright_f32(const thimble_upright_config *config, const float *window,
                              int32_t axes, int32_t length, float inverse_length, float *turned) {
    float m[9];
    const int32_t turns = turn_of(config, window, axes, length, inverse_length, m);
    for (int32_t i = 0; i < length * axes; i++) {
        turned[i] = window[i];
    }
    for (int32_t triad = 0; turns != 0 && triad < config->triad_count; triad++) {
        const int32_t i = (int32_t)config->triads[3 * triad];
        const int32_t j = (int32_t)config->triads[3 * triad + 1];
        const int32_t k = (int32_t)config->triads[3 * triad + 2];
        for (float *at = turned; at < turned + length * axes; at += axes) {
            const float x = at[i];
            const float y = at[j];
            const float z = at[k];
            at[i] = (m[0] * x + m[1] * y) + m[2] * z;
            at[j] = (m[3] * x + m[4] * y) + m[5] * z;
            at[k] = (m[6] * x + m[7] * y) + m[8] * z;
        }
    }
}
