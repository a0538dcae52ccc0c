/* From one scale and zero point to another, within a range: also what ReLU is in int8. */
#ifndef THIMBLE_REQUANTIZE_S8_H
#define THIMBLE_REQUANTIZE_S8_H

#include "thimble_fixed_point.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t size;
    int32_t input_zero;
    thimble_multiplier scale; /* input scale / output scale */
    int32_t zero;             /* of the output */
    int32_t low;              /* the output is clamped to low..high: int8, or an activation */
    int32_t high;
} thimble_requantize_s8_config;

/* Both [size]; the output may be the input. */
void thimble_requantize_s8(const thimble_requantize_s8_config *config, const int8_t *input,
                           int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
