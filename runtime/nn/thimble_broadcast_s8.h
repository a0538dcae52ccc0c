/* Operations on two values whose shapes broadcast to one. */
#ifndef THIMBLE_BROADCAST_S8_H
#define THIMBLE_BROADCAST_S8_H

#include "thimble_fixed_point.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * How two values lie under an output whose dimensions are joined where both go on alike. A step of 0
 * repeats; the last dimension is the fastest.
 */
typedef struct {
    int32_t sizes[4];
    int32_t left_steps[4];
    int32_t right_steps[4];
} thimble_broadcast;

/* left and right are brought to twice the larger of their scales with 20 more bits. */
typedef struct {
    thimble_broadcast shape;
    int32_t left_zero;
    int32_t right_zero;
    thimble_multiplier left;
    thimble_multiplier right;
    thimble_multiplier sum;
    int32_t zero; /* of the output */
    int32_t low;  /* the output is clamped to low..high: int8, or an activation */
    int32_t high;
    int32_t sign; /* 1: sum, -1: difference */
} thimble_add_broadcast_s8_config;

typedef struct {
    thimble_broadcast shape;
    int32_t left_zero;
    int32_t right_zero;
    thimble_multiplier product;
    int32_t zero;
    int32_t low;
    int32_t high;
} thimble_mul_s8_config;

typedef struct {
    thimble_broadcast shape;
} thimble_extreme_s8_config;

/* Below zero the input is multiplied by alpha, which broadcasts as a right value. */
typedef struct {
    thimble_broadcast shape;
    int32_t input_zero;
    int32_t alpha_zero;
    thimble_multiplier above;
    thimble_multiplier below;
    int32_t zero;
    const int8_t *alpha;
} thimble_prelu_s8_config;

/* Where left or right has the output's shape, the output may lie in its place. */
void thimble_add_broadcast_s8(const thimble_add_broadcast_s8_config *config, const int8_t *left,
                              const int8_t *right, int8_t *output);
void thimble_mul_s8(const thimble_mul_s8_config *config, const int8_t *left, const int8_t *right,
                    int8_t *output);
void thimble_maximum_s8(const thimble_extreme_s8_config *config, const int8_t *left,
                        const int8_t *right, int8_t *output);
void thimble_minimum_s8(const thimble_extreme_s8_config *config, const int8_t *left,
                        const int8_t *right, int8_t *output);
void thimble_prelu_s8(const thimble_prelu_s8_config *config, const int8_t *input, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
