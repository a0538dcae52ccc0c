/* A dense layer for 64-bit cores. */
#ifndef THIMBLE_DENSE_S8_VECTOR_H
#define THIMBLE_DENSE_S8_VECTOR_H

#include "thimble_rows_s8_vector.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t count; /* of rows */
    int32_t inputs;
    thimble_rows_s8_vector rows;
} thimble_dense_s8_vector_config;

/* input [count][inputs], output [count][outputs]; scratch, at an even address, holds the patches in 16 bits. The output may begin so far
 * before the input that some rows are written when they were copied. */
void thimble_dense_s8_vector(const thimble_dense_s8_vector_config *config, const int8_t *input,
                             int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
