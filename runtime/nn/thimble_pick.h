/* Makes a value of entries of another, each dimension by a table of places. */
#ifndef THIMBLE_PICK_H
#define THIMBLE_PICK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t run_bytes; /* what lies behind one entry of the last table */
    int32_t sizes[5];  /* of the output; dimensions that are not there have 1 */
    const int32_t *places; /* [sum of sizes] bytes from the input's beginning, added up */
} thimble_pick_config;

/* They must not overlap. */
void thimble_pick(const thimble_pick_config *config, const void *input, void *output);

typedef struct {
    int32_t outer;
    int32_t side; /* entries along the axis; an index outside them means the nearest */
    int32_t run_bytes;
    int32_t picked;
} thimble_pick_indexed_config;

/* input [outer][side][run_bytes], indices [picked], output [outer][picked][run_bytes]; no overlap. */
void thimble_pick_indexed(const thimble_pick_indexed_config *config, const void *input,
                          const int32_t *indices, void *output);

#ifdef __cplusplus
}
#endif

#endif
