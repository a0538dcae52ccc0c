#include "thimble_rows_s8_vector.h"

#include <string.h>

#include "thimble_parts_s8_vector.h"
#include "thimble_steps_s8_vector.h"

enum { lanes = thimble_lanes_vector, tile = 4 };

/* Sums of four patches for sixteen outputs, in arrays of their own, which are registers. */
THIMBLE_INSIDE_VECTOR void four_patches(const int16_t *weight, const int8_t *last, int32_t taps,
                                        const int16_t *patch, const int32_t *steps, int32_t *sums)
{
    const int16_t *const done = patch + taps;
    int32_t sum[tile][lanes];
    for (int k = 0; k < tile; k++) {
        memcpy(sum[k], steps, sizeof sum[k]);
    }
    do {
        int16_t part[tile][lanes] = {{0}};
        do {
            thimble_part_add_vector(part[0], patch[0], weight);
            thimble_part_add_vector(part[1], patch[taps], weight);
            thimble_part_add_vector(part[2], patch[2 * taps], weight);
            thimble_part_add_vector(part[3], patch[3 * taps], weight);
            patch++;
            weight += lanes;
        } while (!*last++);
        thimble_part_end_vector(sum[0], part[0]);
        thimble_part_end_vector(sum[1], part[1]);
        thimble_part_end_vector(sum[2], part[2]);
        thimble_part_end_vector(sum[3], part[3]);
    } while (patch != done);
    memcpy(sums, sum, sizeof sum);
}

/* The same of one patch for 64 outputs. */
THIMBLE_INSIDE_VECTOR void one_patch(const int16_t *weight, const int8_t *last, int32_t taps,
                                     const int16_t *patch, const int32_t *steps, int32_t *sums)
{
    const int16_t *const done = patch + taps;
    int32_t sum[tile][lanes];
    for (int k = 0; k < tile; k++) {
        memcpy(sum[k], steps + k * thimble_steps_words_vector, sizeof sum[k]);
    }
    do {
        int16_t part[tile][lanes] = {{0}};
        do {
            thimble_part_add_vector(part[0], *patch, weight);
            thimble_part_add_vector(part[1], *patch, weight + lanes);
            thimble_part_add_vector(part[2], *patch, weight + 2 * lanes);
            thimble_part_add_vector(part[3], *patch, weight + 3 * lanes);
            patch++;
            weight += tile * lanes;
        } while (!*last++);
        thimble_part_end_vector(sum[0], part[0]);
        thimble_part_end_vector(sum[1], part[1]);
        thimble_part_end_vector(sum[2], part[2]);
        thimble_part_end_vector(sum[3], part[3]);
    } while (patch != done);
    memcpy(sums, sum, sizeof sum);
}

THIMBLE_CLONES_VECTOR
void thimble_rows_times_s8_vector(const thimble_rows_s8_vector *rows, const int16_t *patch,
                                  int32_t count, int8_t *output)
{
    const int32_t outputs = rows->outputs;
    const int32_t taps = rows->taps;
    const int16_t *weight = rows->weight;
    const int8_t *last = rows->last;
    const int32_t *steps = rows->steps;
    const int wide = rows->patches == 1;
    for (int32_t o = 0; o < outputs; o += wide ? tile * lanes : lanes) {
        int32_t sums[tile * lanes];
        if (wide) {
            one_patch(weight, last, taps, patch, steps, sums);
            for (int32_t k = 0; k < tile && o + k * lanes < outputs; k++) {
                thimble_step_some_s8_vector(steps + k * thimble_steps_words_vector,
                                            sums + k * lanes, outputs - o - k * lanes,
                                            output + o + k * lanes);
            }
            steps += tile * thimble_steps_words_vector;
            weight += taps * tile * lanes;
        } else {
            four_patches(weight, last, taps, patch, steps, sums);
            for (int32_t k = 0; k < count; k++) {
                thimble_step_some_s8_vector(steps, sums + k * lanes, outputs - o,
                                            output + k * outputs + o);
            }
            steps += thimble_steps_words_vector;
            weight += taps * lanes;
        }
        last += taps;
    }
}
