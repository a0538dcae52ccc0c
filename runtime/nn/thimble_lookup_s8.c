#include "thimble_lookup_s8.h"

void thimble_lookup_s8(const int8_t *table, const int8_t *input, int8_t *output, int32_t size)
{
    const int8_t *const zero = table + 128;
    for (int32_t i = 0; i < size; i++) {
        output[i] = zero[input[i]];
    }
}
