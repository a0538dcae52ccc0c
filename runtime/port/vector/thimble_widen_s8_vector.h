/* Values of int8 in 16 bits, as the kernels of this port multiply them. */
#ifndef THIMBLE_WIDEN_S8_VECTOR_H
#define THIMBLE_WIDEN_S8_VECTOR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

void thimble_widen_s8_vector(const int8_t *from, int32_t count, int16_t *to);

/* `count` times the same value. */
void thimble_repeat_vector(int16_t value, int32_t count, int16_t *to);

#ifdef __cplusplus
}
#endif

#endif
