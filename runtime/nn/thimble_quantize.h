/* From float to int8 and back: real = scale * (integer - zero). */
#ifndef THIMBLE_QUANTIZE_H
#define THIMBLE_QUANTIZE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t size;
    float scale;
    int32_t zero;
} thimble_quantize_config;

/* Halves away from zero; outside the range its end; not-a-number becomes 0. Both [size]; the output
 * may begin where the input begins. */
void thimble_quantize_f32_s8(const thimble_quantize_config *config, const float *input,
                             int8_t *output);

/* Both [size]; they must not overlap. */
void thimble_dequantize_s8_f32(const thimble_quantize_config *config, const int8_t *input,
                               float *output);

#ifdef __cplusplus
}
#endif

#endif
