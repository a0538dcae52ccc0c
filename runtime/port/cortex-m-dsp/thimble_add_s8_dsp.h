/* The sum of two values of one shape on a Cortex-M with DSP extension; see thimble_add_s8_dsp.inc. */
#ifndef THIMBLE_ADD_S8_DSP_H
#define THIMBLE_ADD_S8_DSP_H

#include "thimble_clamp_s8_dsp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* output = (left * a + right * b + constant) >> the routine's shift, cut off to int8. Its fields are
 * read by the assembly in this order. */
typedef struct {
    int32_t left;
    int32_t right;
    int32_t constant;
} thimble_add_line;

typedef void thimble_add_words(const int8_t *left, const int8_t *right, int8_t *output,
                               int32_t words, const thimble_add_line *line);

typedef struct {
    int32_t size;
    thimble_add_line line;
    thimble_add_words *words;
    thimble_range_s8 range; /* of the output, where it is narrower than int8 */
} thimble_add_s8_dsp_config;

/* All [size]; the output may be one of the inputs. */
void thimble_add_s8_dsp(const thimble_add_s8_dsp_config *config, const int8_t *left,
                        const int8_t *right, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
