/* thimble_dense_s8_dsp.inc in C. */
#ifndef THIMBLE_DENSE_S8_DSP_C_H
#define THIMBLE_DENSE_S8_DSP_C_H

#include "thimble_c_forms_dsp.h"
#include "thimble_dense_s8_dsp.h"

/* Of two pairs of rows: 256 times the high one with the low one, and the low one alone. */
typedef struct {
    int32_t both[2];
    int32_t low[2];
} thimble_dense_sums_of_four;

/* Four inputs times four rows. */
THIMBLE_PART void thimble_dense_four_inputs(thimble_dense_sums_of_four *sums,
                                            const uint32_t *inputs, const int32_t *stream)
{
    const thimble_two_words input = thimble_load2(inputs);
    for (int32_t pair = 0; pair < 2; pair++) {
        thimble_hold_loads();
        const thimble_two_words weights = thimble_load2(stream + 2 * pair);
        const uint32_t low_even = thimble_even_bytes(weights.first);
        const uint32_t low_odd = thimble_even_bytes(weights.second);
        sums->both[pair] = thimble_smlad(weights.first, input.first, sums->both[pair]);
        sums->low[pair] = thimble_smlad(low_even, input.first, sums->low[pair]);
        sums->both[pair] = thimble_smlad(weights.second, input.second, sums->both[pair]);
        sums->low[pair] = thimble_smlad(low_odd, input.second, sums->low[pair]);
    }
}

THIMBLE_PART thimble_dense_sums_of_four thimble_dense_biases(const int32_t *stream)
{
    const thimble_dense_sums_of_four sums = {{stream[0], stream[2]}, {stream[1], stream[3]}};
    return sums;
}

#define THIMBLE_DENSE_STEP(i) \
    thimble_dense_four_inputs(&sums, patch + 2 * (i), stream + 4 * (i));

THIMBLE_PART const int32_t *thimble_dense_all_rows(const uint32_t *start, const int32_t *stream,
                                                   int8_t *output, int32_t rows,
                                                   int32_t patch_bytes, int32_t unroll,
                                                   int32_t shift, int32_t any)
{
    const int32_t fours = unroll > 0 ? 2 * unroll : 1;
    const uint32_t *end = start + patch_bytes / 4;
    for (; rows > 0; rows -= 4) {
        const uint32_t *patch = start;
        thimble_dense_sums_of_four sums = thimble_dense_biases(stream);
        stream += 4;
        do {
            THIMBLE_TIMES_16(fours, THIMBLE_DENSE_STEP)
            patch += 2 * fours;
            stream += 4 * fours;
        } while (patch != end);
        const int32_t second = thimble_wrapped_less(sums.both[0], sums.low[0]);
        const int32_t fourth = thimble_wrapped_less(sums.both[1], sums.low[1]);
        output[0] =
            thimble_low_row_s8(sums.low[0], stream[0], stream[1], stream[2], shift, any);
        output[1] = thimble_high_row_s8(second, stream[3], stream[4], stream[5], any);
        output[2] =
            thimble_low_row_s8(sums.low[1], stream[6], stream[7], stream[8], shift, any);
        output[3] = thimble_high_row_s8(fourth, stream[9], stream[10], stream[11], any);
        stream += 12;
        output += 4;
    }
    return stream;
}

/* The sums of four rows over `fours` times four inputs, all of 32 bits but the high rows, which are times
 * 256; answers what follows them in the stream. */
THIMBLE_PART const int32_t *thimble_dense_four_sums(const uint32_t *patch, const int32_t *stream,
                                                    int32_t fours, int32_t sums_of[4])
{
    thimble_dense_sums_of_four sums = thimble_dense_biases(stream);
    stream += 4;
    for (int32_t turns = fours / 2; turns > 0; turns--) {
        thimble_dense_four_inputs(&sums, patch, stream);
        thimble_dense_four_inputs(&sums, patch + 2, stream + 4);
        patch += 4;
        stream += 8;
    }
    if (fours % 2) {
        thimble_dense_four_inputs(&sums, patch, stream);
        stream += 4;
    }
    sums_of[0] = sums.low[0];
    sums_of[1] = thimble_wrapped_less(sums.both[0], sums.low[0]);
    sums_of[2] = sums.low[1];
    sums_of[3] = thimble_wrapped_less(sums.both[1], sums.low[1]);
    return stream;
}

THIMBLE_PART void thimble_dense_all_sums(const uint32_t *patch, const int32_t *stream,
                                         int32_t *sums, int32_t rows, int32_t fours)
{
    for (; rows > 0; rows -= 4) {
        int32_t four[4];
        stream = thimble_dense_four_sums(patch, stream, fours, four);
        sums[0] = four[0];
        sums[1] = four[1] >> 8;
        sums[2] = four[2];
        sums[3] = four[3] >> 8;
        sums += 4;
    }
}

#define THIMBLE_DENSE(name, unroll, shift, any)                                            \
    const int32_t *name(const uint32_t *patch, const int32_t *stream, int8_t *output,      \
                        int32_t rows, int32_t patch_bytes)                                 \
    {                                                                                      \
        return thimble_dense_all_rows(patch, stream, output, rows, patch_bytes, unroll,    \
                                      shift, any);                                         \
    }

#define THIMBLE_DENSE_SUMS(name, fours)                                                    \
    void name(const uint32_t *patch, const int32_t *stream, int32_t *sums, int32_t rows)   \
    {                                                                                      \
        thimble_dense_all_sums(patch, stream, sums, rows, fours);                          \
    }

#endif
