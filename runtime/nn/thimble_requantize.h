/* From integers of one width to those of another; bytes are 1, 2 or 4. */
#ifndef THIMBLE_REQUANTIZE_H
#define THIMBLE_REQUANTIZE_H

#include "thimble_fixed_point.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t size;
    int32_t input_bytes;
    int32_t output_bytes;
    int32_t input_zero;
    thimble_multiplier scale; /* input scale / output scale */
    int32_t zero;             /* of the output */
    int32_t low;              /* of its type */
    int32_t high;
} thimble_requantize_config;

typedef struct {
    int32_t size;
    int32_t bytes; /* of an integer */
    float scale;
    int32_t zero;
} thimble_real_config;

/* All [size]; they must not overlap. */
void thimble_requantize(const thimble_requantize_config *config, const void *input, void *output);

/* Halves away from zero; outside the range its end; not-a-number becomes 0. */
void thimble_quantize_f32(const thimble_real_config *config, const float *input, void *output);
void thimble_dequantize_f32(const thimble_real_config *config, const void *input, float *output);

/* From int32, whose digits a float does not hold: in double, rounded once. */
void thimble_dequantize_s32_f32(const thimble_real_config *config, const int32_t *input,
                                float *output);

#ifdef __cplusplus
}
#endif

#endif
