/* thimble_gather_dsp.inc in C. */
#ifndef THIMBLE_GATHER_DSP_C_H
#define THIMBLE_GATHER_DSP_C_H

#include "thimble_c_forms_dsp.h"
#include "thimble_two_row_dsp.h"

typedef struct {
    const int8_t *first;
    const int8_t *second;
    const int8_t *third;
} thimble_three_patches;

/* Four bytes of each patch, `at` bytes behind its beginning, to a step. */
THIMBLE_PART uint32_t *thimble_gather_four(thimble_three_patches from, int32_t at,
                                           uint32_t *patches)
{
    const uint32_t first = thimble_load4_s8(from.first + at);
    const uint32_t second = thimble_load4_s8(from.second + at);
    const uint32_t third = thimble_load4_s8(from.third + at);
    thimble_store2(patches, thimble_even_bytes(first), thimble_even_bytes(second));
    thimble_store2(patches + 2, thimble_even_bytes(third), thimble_odd_bytes(first));
    thimble_store2(patches + 4, thimble_odd_bytes(second), thimble_odd_bytes(third));
    return patches + 6;
}

/* `count` bytes, at most four, `step` bytes apart, to a step; the others become 0. */
THIMBLE_PART uint32_t *thimble_gather_bytes(thimble_three_patches from, int32_t count,
                                            int32_t step, uint32_t *patches)
{
    const int8_t *const each[3] = {from.first, from.second, from.third};
    for (int32_t i = 0; i < 3; i++) {
        const int8_t *at = each[i];
        patches[i] = thimble_pair(at[0], count > 2 ? at[2 * step] : 0);
        patches[i + 3] = count > 1 ? thimble_pair(at[step], count > 3 ? at[3 * step] : 0) : 0;
    }
    return patches + 6;
}

THIMBLE_PART void thimble_gather_on(thimble_three_patches *from, int32_t by)
{
    from->first += by;
    from->second += by;
    from->third += by;
}

/* One run: sixteen bytes a turn, then by fours, then the last four once more where two or three are left,
 * or one where `last` says that it belongs here. Leaves `from` behind the last whole four. */
THIMBLE_PART uint32_t *thimble_gather_run(thimble_three_patches *from, int32_t run, int32_t last,
                                          uint32_t *patches)
{
    for (int32_t turns = run / 16; turns > 0; turns--) {
        patches = thimble_gather_four(*from, 0, patches);
        patches = thimble_gather_four(*from, 4, patches);
        patches = thimble_gather_four(*from, 8, patches);
        patches = thimble_gather_four(*from, 12, patches);
        thimble_gather_on(from, 16);
    }
    const int32_t fours = run % 16 / 4;
    if (fours > 0) {
        patches = thimble_gather_four(*from, 0, patches);
    }
    if (fours > 1) {
        patches = thimble_gather_four(*from, 4, patches);
    }
    if (fours > 2) {
        patches = thimble_gather_four(*from, 8, patches);
    }
    thimble_gather_on(from, 4 * fours);
    const int32_t rest = run % 4;
    if (rest > (last ? 0 : 1)) {
        if (run < 4) {
            patches = thimble_gather_bytes(*from, rest, 1, patches);
        } else {
            patches = thimble_gather_four(*from, rest - 4, patches);
        }
    }
    return patches;
}

THIMBLE_PART void thimble_gather_rows(thimble_three_patches from, int32_t rows, int32_t run,
                                      int32_t pitch, int32_t last, uint32_t *patches)
{
    thimble_three_patches at = from;
    for (int32_t row = rows; row > 0; row--) {
        patches = thimble_gather_run(&at, run, last, patches);
        thimble_gather_on(&at, pitch - run / 4 * 4);
    }
    if (run % 4 == 1 && !last) {
        thimble_gather_on(&from, run - 1);
        for (int32_t row = rows / 4; row > 0; row--) {
            patches = thimble_gather_bytes(from, 4, pitch, patches);
            thimble_gather_on(&from, 4 * pitch);
        }
        if (rows % 4 > 0) {
            (void)thimble_gather_bytes(from, rows % 4, pitch, patches);
        }
    }
}

#define THIMBLE_GATHER(name, rows, run, pitch)                                            \
    void name(const int8_t *patch0, const int8_t *patch1, const int8_t *patch2,           \
              uint32_t *patches)                                                          \
    {                                                                                     \
        const thimble_three_patches from = {patch0, patch1, patch2};                      \
        thimble_gather_rows(from, rows, run, pitch, 0, patches);                          \
    }

#define THIMBLE_GATHER_LONG(name, rows, run, pitch)                                       \
    void name(const int8_t *patch0, const int8_t *patch1, const int8_t *patch2,           \
              uint32_t *patches)                                                          \
    {                                                                                     \
        const thimble_three_patches from = {patch0, patch1, patch2};                      \
        thimble_gather_rows(from, rows, run, pitch, 1, patches);                          \
    }

#endif
