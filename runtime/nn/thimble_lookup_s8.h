/* Any function of one int8 number, by a table of its 256 answers. */
#ifndef THIMBLE_LOOKUP_S8_H
#define THIMBLE_LOOKUP_S8_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* table [256] from -128 on. Both [size]; the output may be the input. */
void thimble_lookup_s8(const int8_t *table, const int8_t *input, int8_t *output, int32_t size);

#ifdef __cplusplus
}
#endif

#endif
