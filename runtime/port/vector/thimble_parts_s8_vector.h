/* Sums of products of int8 for sixteen outputs side by side.
 *
 * Products are added up in 16 bits, of which a vector holds twice as many as of 32, for as many taps as
 * provably fit; then they join sums of 32 bits. A table says after which taps, 1 for the last of each group: a
 * loop that ends where its data say so is left to its vectors of outputs, while of one that counts compilers
 * would make vectors of taps. */
#ifndef THIMBLE_PARTS_S8_VECTOR_H
#define THIMBLE_PARTS_S8_VECTOR_H

#include <stdint.h>

#include "thimble_vector.h"

/* Adds the products of one value and the weights [16] of sixteen outputs to part [16]. */
THIMBLE_INSIDE_VECTOR void thimble_part_add_vector(
    int16_t *THIMBLE_RESTRICT_VECTOR part, int16_t value,
    const int16_t *THIMBLE_RESTRICT_VECTOR weight)
{
    THIMBLE_LANES_VECTOR
    for (int k = 0; k < thimble_lanes_vector; k++) {
        part[k] = (int16_t)(part[k] + value * weight[k]);
    }
}

/* The same with sixteen values, one for each weight. */
THIMBLE_INSIDE_VECTOR void thimble_part_products_vector(
    int16_t *THIMBLE_RESTRICT_VECTOR part, const int16_t *THIMBLE_RESTRICT_VECTOR value,
    const int16_t *THIMBLE_RESTRICT_VECTOR weight)
{
    THIMBLE_LANES_VECTOR
    for (int k = 0; k < thimble_lanes_vector; k++) {
        part[k] = (int16_t)(part[k] + value[k] * weight[k]);
    }
}

/* A group is done: sums [16]. */
THIMBLE_INSIDE_VECTOR void thimble_part_end_vector(
    int32_t *THIMBLE_RESTRICT_VECTOR sums, const int16_t *THIMBLE_RESTRICT_VECTOR part)
{
    THIMBLE_LANES_VECTOR
    for (int k = 0; k < thimble_lanes_vector; k++) {
        sums[k] += part[k];
    }
}

#endif
