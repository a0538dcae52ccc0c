/* Moves a value to another place of the arena, so that the layers after it have room. */
#ifndef THIMBLE_MOVE_H
#define THIMBLE_MOVE_H

#include <stdint.h>
#include <string.h>

/* Both may overlap in whatever way. */
static inline void thimble_move(const void *input, void *output, int32_t bytes)
{
    memmove(output, input, (size_t)bytes);
}

#endif
