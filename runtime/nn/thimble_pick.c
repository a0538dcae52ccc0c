#include "thimble_pick.h"

#include <string.h>

void thimble_pick(const thimble_pick_config *config, const void *input, void *output)
{
    const unsigned char *const from = (const unsigned char *)input;
    unsigned char *to = (unsigned char *)output;
    const int32_t *places[5];
    int32_t at[5] = {0, 0, 0, 0, 0};
    const int32_t *next = config->places;
    for (int32_t d = 0; d < 5; d++) {
        places[d] = next;
        next += config->sizes[d];
    }
    for (;;) {
        int32_t place = 0;
        for (int32_t d = 0; d < 5; d++) {
            place += places[d][at[d]];
        }
        memcpy(to, from + place, (size_t)config->run_bytes);
        to += config->run_bytes;
        int32_t d = 4;
        for (; d >= 0 && ++at[d] == config->sizes[d]; d--) {
            at[d] = 0;
        }
        if (d < 0) {
            return;
        }
    }
}

void thimble_pick_indexed(const thimble_pick_indexed_config *config, const void *input,
                          const int32_t *indices, void *output)
{
    const unsigned char *from = (const unsigned char *)input;
    unsigned char *to = (unsigned char *)output;
    const size_t run = (size_t)config->run_bytes;
    for (int32_t row = 0; row < config->outer; row++) {
        for (int32_t k = 0; k < config->picked; k++) {
            const int32_t last = config->side - 1;
            const int32_t index = indices[k] < 0 ? 0 : indices[k] > last ? last : indices[k];
            memcpy(to, from + (size_t)index * run, run);
            to += run;
        }
        from += (size_t)config->side * run;
    }
}
