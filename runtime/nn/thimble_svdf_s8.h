/* A rank-r filter over time, which remembers its last projections. */
#ifndef THIMBLE_SVDF_S8_H
#define THIMBLE_SVDF_S8_H

#include "thimble_fixed_point.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t units;
    int32_t rank; /* filters for each unit */
    int32_t inputs;
    int32_t memory; /* projections that a filter remembers, the newest last */
    int32_t wide;   /* 1: they and the time weights are int16, 0: int8 */
    int32_t state_zero;
    const int8_t *feature_weight; /* [units * rank][inputs] */
    const int32_t *feature_bias;  /* [units * rank]; the input's zero point is in it */
    const void *time_weight;      /* [units * rank][memory] */
    const int32_t *bias;          /* [units]; the state's zero point is in it */
    thimble_multiplier feature;
    thimble_multiplier time;
    int32_t zero; /* of the output */
} thimble_svdf_s8_config;

/* input [inputs], state [units * rank][memory], output [units]; they must not overlap. */
void thimble_svdf_s8(const thimble_svdf_s8_config *config, const int8_t *input, void *state,
                     int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
