/* The sum of two values of one shape by two multiplications for each.
 *
 * TensorFlow Lite rounds three times on the way, but to 20 bits more than the output has: for most
 * scales the result is (left a + right b + constant) >> shift. The compiler has looked for such numbers
 * and tried all 65,536 pairs of inputs; only then a layer gets this function. */
#ifndef THIMBLE_ADD_S8_SCALAR_H
#define THIMBLE_ADD_S8_SCALAR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t size;
    int32_t left;
    int32_t right;
    int32_t constant;
    int32_t shift;
    int32_t low; /* the output is clamped to low..high: int8, or an activation */
    int32_t high;
} thimble_add_s8_scalar_config;

/* All [size]; the output may be one of the inputs. */
void thimble_add_s8_scalar(const thimble_add_s8_scalar_config *config, const int8_t *left,
                           const int8_t *right, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
