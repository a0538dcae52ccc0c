/* Rows divided by their length; the answer has scale 1/128 and zero point 0. */
#ifndef THIMBLE_L2_NORM_S8_H
#define THIMBLE_L2_NORM_S8_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t rows;
    int32_t width; /* at most 33025 */
    int32_t input_zero;
} thimble_l2_norm_s8_config;

/* Both [rows][width]; the output may be the input. */
void thimble_l2_norm_s8(const thimble_l2_norm_s8_config *config, const int8_t *input,
                        int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
