/* A matrix of int8 weights times patches of a signal, for 64-bit cores: the inside of dense and conv2d. */
#ifndef THIMBLE_ROWS_S8_VECTOR_H
#define THIMBLE_ROWS_S8_VECTOR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Either four patches meet sixteen outputs, or one patch meets 64. */
typedef struct {
    int32_t outputs;
    int32_t taps;          /* of a patch */
    int32_t patches;       /* at a time: 4 or 1 */
    const int16_t *weight; /* [blocks][taps][16] or [blocks][taps][64]; 0 behind the last output */
    const int8_t *last;    /* [blocks][taps] 1 where a group of taps ends: see thimble_parts_s8_vector.h */
    const int32_t *steps;  /* of each sixteen outputs: see thimble_steps_s8_vector.h */
} thimble_rows_s8_vector;

/* patch [patches][taps], output [count][outputs]; the patches from `count` on are read and forgotten. */
void thimble_rows_times_s8_vector(const thimble_rows_s8_vector *rows, const int16_t *patch,
                                  int32_t count, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
