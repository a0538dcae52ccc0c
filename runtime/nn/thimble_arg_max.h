/* The index of the first largest entry along a dimension. */
#ifndef THIMBLE_ARG_MAX_H
#define THIMBLE_ARG_MAX_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t outer;
    int32_t side;
    int32_t inner;
} thimble_arg_max_config;

/* input [outer][side][inner], output [outer][inner]; they must not overlap. */
void thimble_arg_max_s8(const thimble_arg_max_config *config, const int8_t *input, int32_t *output);
void thimble_arg_max_f32(const thimble_arg_max_config *config, const float *input, int32_t *output);

#ifdef __cplusplus
}
#endif

#endif
