/* A rank-r filter over time on a Cortex-M with DSP extension; see
 * thimble_svdf_s8.h for what it computes. */
#ifndef THIMBLE_SVDF_S8_DSP_H
#define THIMBLE_SVDF_S8_DSP_H

#include "thimble_fixed_point.h"
#include "thimble_sums_dsp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The newest number of each filter goes into its memory; sums get what the filters weigh. */
typedef void thimble_svdf(int8_t *memory, const int32_t *weight, int32_t *sums, int32_t filters);

typedef struct {
    int32_t units;
    int32_t rank; /* filters for each unit */
    int32_t inputs;
    int32_t wide;         /* 1: memory and time weights are int16, 0: int8 */
    thimble_svdf *remember;
    int32_t filters;      /* units * rank, up to a multiple of four */
    int32_t state_zero;
    thimble_dense_sums *project;
    const int32_t *stream;      /* of the projections */
    const int16_t *places;      /* [units * rank] where each filter's projection comes */
    const int32_t *time_weight; /* halfwords, in each word of memory's order */
    const int32_t *bias;        /* [units]; the state's zero point is in it */
    thimble_shrink feature;
    thimble_multiplier time;
    int32_t zero; /* of the output */
} thimble_svdf_s8_dsp_config;

/* input [inputs], state [units * rank][memory], output [units]; scratch: two
 * halfwords for each four inputs, and twice the sums of all filters. The output may lie over the input. */
void thimble_svdf_s8_dsp(const thimble_svdf_s8_dsp_config *config, const int8_t *input, void *state,
                         int32_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
