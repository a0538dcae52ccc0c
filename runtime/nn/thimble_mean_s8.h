/* The mean over some dimensions. */
#ifndef THIMBLE_MEAN_S8_H
#define THIMBLE_MEAN_S8_H

#include "thimble_fixed_point.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Dimensions that stay, in the order of the output, and those that go; steps in the input. */
typedef struct {
    int32_t kept_sizes[3];
    int32_t kept_steps[3];
    int32_t gone_sizes[3];
    int32_t gone_steps[3];
    int32_t zero_sum; /* the input's zero point, once for each number of a mean */
    thimble_multiplier scale; /* input scale / output scale / count */
    int32_t zero;
} thimble_mean_s8_config;

/* They must not overlap. */
void thimble_mean_s8(const thimble_mean_s8_config *config, const int8_t *input, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
