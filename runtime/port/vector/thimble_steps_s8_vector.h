/* How the sums of sixteen channels come back to int8 together: the form of thimble_steps_s8.h, whose
 * product is the upper half of one of 64 bits where the sum is first multiplied by 2^12:
 *
 *     output = (floor(sum * 2^12 * m / 2^32) + c - (sum < 0 ? 2^11 : 0)) >> shift */
#ifndef THIMBLE_STEPS_S8_VECTOR_H
#define THIMBLE_STEPS_S8_VECTOR_H

#include <stdint.h>
#include <string.h>

#include "thimble_vector.h"

/* Words of sixteen channels: sixteen of what the kernel's sums begin with, of the least and of the largest
 * sum, of m, c and shift. */
enum { thimble_steps_words_vector = 96 };

/* sums and output [16] */
THIMBLE_INSIDE_VECTOR void thimble_steps_s8_vector(
    const int32_t *THIMBLE_RESTRICT_VECTOR steps, const int32_t *THIMBLE_RESTRICT_VECTOR sums,
    int8_t *THIMBLE_RESTRICT_VECTOR output)
{
    int16_t stepped[thimble_lanes_vector]; /* int8 at once would make shorter vectors of the sums */
    THIMBLE_LANES_VECTOR
    for (int k = 0; k < thimble_lanes_vector; k++) {
        const int32_t least = steps[16 + k];
        const int32_t most = steps[32 + k];
        const int32_t over = sums[k] < least ? least : sums[k];
        const int32_t cut = over > most ? most : over;
        const int64_t product = (int64_t)(int32_t)((uint32_t)cut << 12) * steps[48 + k];
        const uint32_t upper = (uint32_t)((uint64_t)product >> 32);
        const uint32_t below = (uint32_t)((cut >> 31) & -2048);
        stepped[k] =
            (int16_t)((int32_t)(upper + below + (uint32_t)steps[64 + k]) >> steps[80 + k]);
    }
    THIMBLE_LANES_VECTOR
    for (int k = 0; k < thimble_lanes_vector; k++) {
        output[k] = (int8_t)stepped[k];
    }
}

/* The outputs that there are of them: the first `count`, or all where there are more. */
THIMBLE_INSIDE_VECTOR void thimble_step_some_s8_vector(
    const int32_t *steps, const int32_t *sums, int32_t count, int8_t *output)
{
    int8_t made[thimble_lanes_vector];
    thimble_steps_s8_vector(steps, sums, made);
    if (count >= thimble_lanes_vector) {
        memcpy(output, made, sizeof made);
    } else if (count == thimble_lanes_vector / 2) {
        memcpy(output, made, sizeof made / 2);
    } else {
        memcpy(output, made, (size_t)count);
    }
}

#endif
