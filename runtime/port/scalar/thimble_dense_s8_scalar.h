/* A dense layer on a core without products in pairs; see thimble_rows_s8_scalar.h. */
#ifndef THIMBLE_DENSE_S8_SCALAR_H
#define THIMBLE_DENSE_S8_SCALAR_H

#include "thimble_rows_s8_scalar.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t count; /* patches that it is applied to */
    int32_t inputs;
    thimble_rows_s8_scalar rows;
} thimble_dense_s8_scalar_config;

/* input [count][inputs], output [count][outputs]; scratch holds rows.taps bytes. A patch is copied
 * before its outputs are written. */
void thimble_dense_s8_scalar(const thimble_dense_s8_scalar_config *config, const int8_t *input,
                             int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
