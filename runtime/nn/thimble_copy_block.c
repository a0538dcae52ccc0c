#include "thimble_copy_block.h"

#include <string.h>

static void fill(const thimble_copy_block_config *config, unsigned char *output)
{
    const size_t bytes = (size_t)config->element_bytes;
    if (bytes == 1) {
        memset(output, config->pad_value, (size_t)config->pad_size);
        return;
    }
    for (int32_t i = 0; i < config->pad_size; i++) {
        if (bytes == 2) {
            const int16_t half = (int16_t)config->pad_value;
            memcpy(output, &half, 2);
        } else {
            memcpy(output, &config->pad_value, 4);
        }
        output += bytes;
    }
}

static void copy_line(const thimble_copy_block_config *config, const unsigned char *from,
                      unsigned char *to)
{
    const int32_t bytes = config->element_bytes;
    const int32_t size = config->sizes[5];
    const int32_t from_step = config->from_steps[5] * bytes;
    const int32_t to_step = config->to_steps[5] * bytes;
    if (from_step == bytes && to_step == bytes) {
        memcpy(to, from, (size_t)(size * bytes));
        return;
    }
    for (int32_t i = 0; i < size; i++) {
        for (int32_t k = 0; k < bytes; k++) {
            to[k] = from[k];
        }
        from += from_step;
        to += to_step;
    }
}

void thimble_copy_block(const thimble_copy_block_config *config, const void *input, void *output)
{
    const int32_t bytes = config->element_bytes;
    int32_t at[5] = {0, 0, 0, 0, 0};
    const unsigned char *from = (const unsigned char *)input + config->from_start * bytes;
    unsigned char *to = (unsigned char *)output + config->to_start * bytes;
    fill(config, (unsigned char *)output);
    for (;;) {
        copy_line(config, from, to);
        int32_t d = 4;
        for (; d >= 0; d--) {
            from += config->from_steps[d] * bytes;
            to += config->to_steps[d] * bytes;
            at[d]++;
            if (at[d] < config->sizes[d]) {
                break;
            }
            from -= at[d] * config->from_steps[d] * bytes;
            to -= at[d] * config->to_steps[d] * bytes;
            at[d] = 0;
        }
        if (d < 0) {
            return;
        }
    }
}
