/* thimble_pointwise8_dsp.inc in C. */
#ifndef THIMBLE_POINTWISE8_DSP_C_H
#define THIMBLE_POINTWISE8_DSP_C_H

#include "thimble_c_forms_dsp.h"
#include "thimble_pointwise8_s8_dsp.h"

THIMBLE_PART void thimble_spread8_pixels(const int8_t *pixels, uint32_t *strip, int32_t count)
{
    for (; count > 0; count--) {
        const uint32_t first = thimble_load4_s8(pixels);
        const uint32_t second = thimble_load4_s8(pixels + 4);
        thimble_store2(strip, thimble_even_bytes(first), thimble_odd_bytes(first));
        thimble_store2(strip + 2, thimble_even_bytes(second), thimble_odd_bytes(second));
        pixels += 8;
        strip += 4;
    }
}

/* What one output keeps in registers while a strip goes by. */
typedef struct {
    uint32_t weights[4];
    int32_t bias;
    int32_t multiplier;
    int32_t constant;
} thimble_held_output;

THIMBLE_PART int8_t thimble_pointwise8_pixel(const thimble_held_output *held,
                                             const uint32_t *pixel, int32_t shift)
{
    const thimble_two_words first = thimble_load2(pixel);
    const thimble_two_words second = thimble_load2(pixel + 2);
    int32_t sum = thimble_smlad(first.first, held->weights[0], held->bias);
    sum = thimble_smlad(first.second, held->weights[1], sum);
    sum = thimble_smlad(second.first, held->weights[2], sum);
    sum = thimble_smlad(second.second, held->weights[3], sum);
    return thimble_ready_row_s8(sum, held->multiplier, held->constant, 0, shift, 0);
}

THIMBLE_PART void thimble_pointwise8_outputs(const uint32_t *strip, const int32_t *table,
                                             int8_t *output, int32_t count, int32_t outputs,
                                             int32_t shift)
{
    const uint32_t *end = strip + 4 * count;
    for (int32_t o = outputs; o > 0; o--) {
        const thimble_held_output held = {
            {(uint32_t)table[0], (uint32_t)table[1], (uint32_t)table[2], (uint32_t)table[3]},
            table[4],
            table[5],
            table[6]};
        int8_t *at = output;
        for (const uint32_t *pixel = strip; pixel != end; pixel += 16) {
            at[0] = thimble_pointwise8_pixel(&held, pixel, shift);
            at[outputs] = thimble_pointwise8_pixel(&held, pixel + 4, shift);
            at[2 * outputs] = thimble_pointwise8_pixel(&held, pixel + 8, shift);
            at[3 * outputs] = thimble_pointwise8_pixel(&held, pixel + 12, shift);
            at += 4 * outputs;
        }
        table += 7;
        output++;
    }
}

#define THIMBLE_SPREAD8(name)                                                              \
    void name(const int8_t *pixels, uint32_t *strip, int32_t count)                        \
    {                                                                                      \
        thimble_spread8_pixels(pixels, strip, count);                                      \
    }

#define THIMBLE_POINTWISE8(name, outputs, shift)                                           \
    void name(const uint32_t *strip, const int32_t *table, int8_t *output, int32_t count)  \
    {                                                                                      \
        thimble_pointwise8_outputs(strip, table, output, count, outputs, shift);           \
    }

#endif
