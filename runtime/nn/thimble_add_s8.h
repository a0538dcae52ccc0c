/* The sum of two values of one shape. */
#ifndef THIMBLE_ADD_S8_H
#define THIMBLE_ADD_S8_H

#include "thimble_fixed_point.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Both inputs are brought to twice the larger of their scales with 20 more bits, then added. */
typedef struct {
    int32_t size;
    int32_t left_zero;
    int32_t right_zero;
    thimble_multiplier left;
    thimble_multiplier right;
    thimble_multiplier sum;
    int32_t zero; /* of the output */
    int32_t low;  /* the output is clamped to low..high: int8, or an activation */
    int32_t high;
} thimble_add_s8_config;

/* All [size]; the output may be one of the inputs. */
void thimble_add_s8(const thimble_add_s8_config *config, const int8_t *left, const int8_t *right,
                    int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
