#include "thimble_requantize.h"

static int32_t read_integer(const void *values, int32_t bytes, int32_t i)
{
    if (bytes == 1) {
        return ((const int8_t *)values)[i];
    }
    return bytes == 2 ? ((const int16_t *)values)[i] : ((const int32_t *)values)[i];
}

static void write_integer(void *values, int32_t bytes, int32_t i, int32_t value)
{
    if (bytes == 1) {
        ((int8_t *)values)[i] = (int8_t)value;
    } else if (bytes == 2) {
        ((int16_t *)values)[i] = (int16_t)value;
    } else {
        ((int32_t *)values)[i] = value;
    }
}

void thimble_requantize(const thimble_requantize_config *config, const void *input, void *output)
{
    for (int32_t i = 0; i < config->size; i++) {
        const int32_t value = read_integer(input, config->input_bytes, i) - config->input_zero;
        const int32_t scaled =
            thimble_multiply(value, config->scale.multiplier, config->scale.shift) + config->zero;
        write_integer(output, config->output_bytes, i,
                      thimble_clamp(scaled, config->low, config->high));
    }
}

void thimble_quantize_f32(const thimble_real_config *config, const float *input, void *output)
{
    const int32_t high = config->bytes == 1 ? 127 : 32767;
    for (int32_t i = 0; i < config->size; i++) {
        const float steps = input[i] / config->scale;
        /* Past this many steps every zero point saturates; a larger float might not fit an integer. */
        const float most = 65536.0f;
        const float bounded = steps != steps ? 0.0f : steps > most ? most : steps < -most ? -most : steps;
        const int32_t whole = (int32_t)bounded;
        const float rest = bounded - (float)whole;
        const int32_t nearest = rest >= 0.5f ? whole + 1 : rest <= -0.5f ? whole - 1 : whole;
        const int32_t value = steps != steps ? 0 : nearest + config->zero;
        write_integer(output, config->bytes, i, thimble_clamp(value, -high - 1, high));
    }
}

void thimble_dequantize_f32(const thimble_real_config *config, const void *input, float *output)
{
    for (int32_t i = 0; i < config->size; i++) {
        output[i] = config->scale * (float)(read_integer(input, config->bytes, i) - config->zero);
    }
}

void thimble_dequantize_s32_f32(const thimble_real_config *config, const int32_t *input,
                                float *output)
{
    for (int32_t i = 0; i < config->size; i++) {
        output[i] = (float)((double)config->scale * (double)(input[i] - config->zero));
    }
}
