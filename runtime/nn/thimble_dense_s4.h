/* A dense layer whose weights have four bits. */
#ifndef THIMBLE_DENSE_S4_H
#define THIMBLE_DENSE_S4_H

#include "thimble_dense_s8.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    thimble_dense_s8_config layer; /* its weights are left out */
    int32_t slice;                 /* outputs whose weights are unpacked at a time */
    const int32_t *packed;         /* slice after slice, each up to a whole word */
} thimble_dense_s4_config;

/* As thimble_dense_s8; scratch holds the weights of a slice, up to a multiple of 8 bytes. */
void thimble_dense_s4(const thimble_dense_s4_config *config, const int8_t *input, int8_t *scratch,
                      int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
