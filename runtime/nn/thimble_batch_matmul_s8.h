/* Products of matrices, one after another. */
#ifndef THIMBLE_BATCH_MATMUL_S8_H
#define THIMBLE_BATCH_MATMUL_S8_H

#include "thimble_fixed_point.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t batches;
    int32_t rows;
    int32_t inner;
    int32_t columns;
    int32_t left_row; /* elements from one to the next, along each dimension */
    int32_t left_inner;
    int32_t right_inner;
    int32_t right_column;
    int32_t left_zero;
    int32_t right_zero;
    thimble_multiplier scale;
    int32_t zero;
    const int32_t *left_starts; /* [batches] where each left matrix begins, in elements */
    const int32_t *right_starts;
} thimble_batch_matmul_s8_config;

/* output [batches][rows][columns]; it must not overlap left or right. */
void thimble_batch_matmul_s8(const thimble_batch_matmul_s8_config *config, const int8_t *left,
                             const int8_t *right, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
