/* A dense layer: every output is a weighted sum of all inputs of its row. */
#ifndef THIMBLE_DENSE_S8_H
#define THIMBLE_DENSE_S8_H

#include "thimble_scaling_s8.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t rows;
    int32_t inputs;
    int32_t outputs;
    const int8_t *weight; /* [outputs][inputs] */
    thimble_scaling_s8 scaling;
} thimble_dense_s8_config;

/* input [rows][inputs], output [rows][outputs]; they must not overlap. */
void thimble_dense_s8(const thimble_dense_s8_config *config, const int8_t *input, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
