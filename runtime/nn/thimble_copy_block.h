/* Copies a block between two layouts: transposing, slicing, laying into a padded one. */
#ifndef THIMBLE_COPY_BLOCK_H
#define THIMBLE_COPY_BLOCK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Dimensions are joined where both layouts go on alike; the last one is the fastest. */
typedef struct {
    int32_t element_bytes;
    int32_t sizes[6];
    int32_t from_steps[6]; /* in elements; may be negative */
    int32_t to_steps[6];
    int32_t from_start; /* in elements */
    int32_t to_start;
    int32_t pad_size;  /* elements of the output to fill first; 0: none */
    int32_t pad_value; /* the bits of one element */
} thimble_copy_block_config;

/* They must not overlap. */
void thimble_copy_block(const thimble_copy_block_config *config, const void *input, void *output);

#ifdef __cplusplus
}
#endif

#endif
