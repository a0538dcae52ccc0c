/* A dense layer on a core with Helium; see thimble_rows_s8_mve.h. */
#ifndef THIMBLE_DENSE_S8_MVE_H
#define THIMBLE_DENSE_S8_MVE_H

#include "thimble_rows_s8_mve.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t count; /* patches that it is applied to */
    int32_t inputs;
    thimble_rows_s8_mve rows;
} thimble_dense_s8_mve_config;

/* input [count][inputs], output [count][outputs]; scratch holds 16 * rows.blocks bytes. A patch is
 * copied before its outputs are written. */
void thimble_dense_s8_mve(const thimble_dense_s8_mve_config *config, const int8_t *input,
                          int8_t *scratch, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
