/* Softmax in integers: scores to probabilities, whose zero point is the lowest of their type. */
#ifndef THIMBLE_SOFTMAX_S8_H
#define THIMBLE_SOFTMAX_S8_H

#include "thimble_fixed_point.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t rows;
    int32_t width;            /* scores in a row, at most 511 */
    thimble_multiplier scale; /* brings differences of scores to 26 fraction bits; shift >= 0 */
    int32_t difference_min;   /* a score that lies further below the largest has probability 0 */
} thimble_softmax_s8_config;

/* Both [rows][width]; the output, of scale 1/256, may be the input. */
void thimble_softmax_s8(const thimble_softmax_s8_config *config, const int8_t *input,
                        int8_t *output);

/* Both [rows][width]; the output, of scale 1/65536, must not overlap the input. */
void thimble_softmax_s8_s16(const thimble_softmax_s8_config *config, const int8_t *input,
                            int16_t *output);

#ifdef __cplusplus
}
#endif

#endif
