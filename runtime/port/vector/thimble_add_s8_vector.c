#include "thimble_add_s8_vector.h"

#include <string.h>

#include "thimble_vector.h"

enum { lanes = thimble_lanes_vector };

THIMBLE_CLONES_VECTOR
void thimble_add_s8_vector(const thimble_add_s8_scalar_config *config, const int8_t *left,
                           const int8_t *right, int8_t *output)
{
    const thimble_add_s8_scalar_config line = *config;
    int32_t i = 0;
    for (; i + lanes <= line.size; i += lanes) {
        int8_t one[lanes];
        int8_t other[lanes];
        int8_t made[lanes];
        memcpy(one, left + i, sizeof one);
        memcpy(other, right + i, sizeof other);
        THIMBLE_LANES_VECTOR
        for (int k = 0; k < lanes; k++) {
            const int32_t sum =
                (one[k] * line.left + other[k] * line.right + line.constant) >> line.shift;
            const int32_t value = sum < line.low ? line.low : sum;
            made[k] = (int8_t)(value > line.high ? line.high : value);
        }
        memcpy(output + i, made, sizeof made);
    }
    thimble_add_s8_scalar_config rest = line;
    rest.size = line.size - i;
    thimble_add_s8_scalar(&rest, left + i, right + i, output + i);
}
