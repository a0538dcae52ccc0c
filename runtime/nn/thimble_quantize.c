#include "thimble_quantize.h"

#include "thimble_fixed_point.h"

#include "thimble_exact_float.h"

static int8_t quantized(float value, float scale, int32_t zero)
{
    const float steps = value / scale;
    if (steps != steps) {
        return 0;
    }
    /* Past 256 steps every zero point saturates; a float that large might not fit an integer. */
    if (steps >= 256.0f) {
        return 127;
    }
    if (steps <= -256.0f) {
        return -128;
    }
    const int32_t whole = (int32_t)steps;
    const float rest = steps - (float)whole;
    const int32_t nearest = rest >= 0.5f ? whole + 1 : rest <= -0.5f ? whole - 1 : whole;
    return (int8_t)thimble_clamp(nearest + zero, -128, 127);
}

void thimble_quantize_f32_s8(const thimble_quantize_config *config, const float *input,
                             int8_t *output)
{
    for (int32_t i = 0; i < config->size; i++) {
        output[i] = quantized(input[i], config->scale, config->zero);
    }
}

void thimble_dequantize_s8_f32(const thimble_quantize_config *config, const int8_t *input,
                               float *output)
{
    for (int32_t i = 0; i < config->size; i++) {
        output[i] = config->scale * (float)(input[i] - config->zero);
    }
}
