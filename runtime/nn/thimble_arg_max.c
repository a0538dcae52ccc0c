#include "thimble_arg_max.h"

void thimble_arg_max_s8(const thimble_arg_max_config *config, const int8_t *input, int32_t *output)
{
    for (int32_t row = 0; row < config->outer; row++) {
        for (int32_t k = 0; k < config->inner; k++) {
            const int8_t *const first = input + row * config->side * config->inner + k;
            int32_t best = 0;
            for (int32_t i = 1; i < config->side; i++) {
                best = first[i * config->inner] > first[best * config->inner] ? i : best;
            }
            *output++ = best;
        }
    }
}

void thimble_arg_max_f32(const thimble_arg_max_config *config, const float *input, int32_t *output)
{
    for (int32_t row = 0; row < config->outer; row++) {
        for (int32_t k = 0; k < config->inner; k++) {
            const float *const first = input + row * config->side * config->inner + k;
            int32_t best = 0;
            for (int32_t i = 1; i < config->side; i++) {
                best = first[i * config->inner] > first[best * config->inner] ? i : best;
            }
            *output++ = best;
        }
    }
}
