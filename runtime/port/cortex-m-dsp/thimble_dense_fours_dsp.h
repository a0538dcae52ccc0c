/* What dense layers of int8 and of four bits share: their inputs as halfwords, and their rows by fours. */
#ifndef THIMBLE_DENSE_FOURS_DSP_H
#define THIMBLE_DENSE_FOURS_DSP_H

#include "thimble_dense_s8_dsp.h"
#include "thimble_halfwords_dsp.h"

/* Inputs as halfwords (k0,k2) (k1,k3); what is missing of a whole turn becomes 0. */
static inline void thimble_dense_spread_dsp(const int8_t *input, int32_t inputs, uint32_t *patch,
                                            uint32_t *end)
{
    for (; inputs >= 4; inputs -= 4) {
        const uint32_t word = thimble_load4_s8(input);
        patch[0] = thimble_even_bytes(word);
        patch[1] = thimble_odd_bytes(word);
        input += 4;
        patch += 2;
    }
    if (patch < end) {
        patch[0] = thimble_pair(inputs > 0 ? input[0] : 0, inputs > 2 ? input[2] : 0);
        patch[1] = thimble_pair(inputs > 1 ? input[1] : 0, 0);
        for (patch += 2; patch < end; patch++) {
            *patch = 0;
        }
    }
}

/* A patch times all rows of the stream, four at a time. */
static inline void thimble_dense_fours_dsp(const thimble_dense_s8_dsp_config *config,
                                           const uint32_t *patch, int8_t *output)
{
    const int32_t whole = config->outputs & ~3;
    const int32_t *stream = config->stream;
    if (whole > 0) {
        stream = config->multiply(patch, stream, output, whole, config->patch_bytes);
    }
    if (config->outputs > whole) {
        int8_t last[4];
        (void)config->multiply(patch, stream, last, 4, config->patch_bytes);
        for (int32_t i = 0; i < config->outputs - whole; i++) {
            output[whole + i] = last[i];
        }
    }
    thimble_clamp_s8_dsp(&config->range, output, config->outputs);
}

#endif
