#include "thimble_widen_s8_vector.h"

#include <string.h>

#include "thimble_vector.h"

enum { lanes = thimble_lanes_vector, few = thimble_lanes_vector / 2 };

THIMBLE_CLONES_VECTOR
void thimble_widen_s8_vector(const int8_t *from, int32_t count, int16_t *to)
{
    int32_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        int8_t some[lanes];
        memcpy(some, from + i, sizeof some);
        THIMBLE_LANES_VECTOR
        for (int k = 0; k < lanes; k++) {
            to[i + k] = some[k];
        }
    }
    if (i + few <= count) {
        int8_t some[few];
        memcpy(some, from + i, sizeof some);
        THIMBLE_LANES_VECTOR
        for (int k = 0; k < few; k++) {
            to[i + k] = some[k];
        }
        i += few;
    }
    for (; i < count; i++) {
        to[i] = from[i];
    }
}

void thimble_repeat_vector(int16_t value, int32_t count, int16_t *to)
{
    int32_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        THIMBLE_LANES_VECTOR
        for (int k = 0; k < lanes; k++) {
            to[i + k] = value;
        }
    }
    for (; i < count; i++) {
        to[i] = value;
    }
}
