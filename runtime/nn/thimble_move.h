/* Moves a value to another place of the arena, so that the layers after it have room. */
#ifndef THIMBLE_MOVE_H
#define THIMBLE_MOVE_H

#include <stdint.h>
#include <string.h>

#if defined(__GNUC__)
/* Words of values of whatever type. */
typedef uint32_t thimble_moved_word __attribute__((may_alias));

/* Four words at a time towards the front. */
static inline void thimble_move_words_down(const thimble_moved_word *from, thimble_moved_word *to,
                                           int32_t fours)
{
    for (; fours > 0; fours--) {
        const uint32_t a = from[0];
        const uint32_t b = from[1];
        const uint32_t c = from[2];
        const uint32_t d = from[3];
        to[0] = a;
        to[1] = b;
        to[2] = c;
        to[3] = d;
        from += 4;
        to += 4;
    }
}

/* And towards the back, from the last on. */
static inline void thimble_move_words_up(const thimble_moved_word *from, thimble_moved_word *to,
                                         int32_t fours)
{
    from += 4 * fours;
    to += 4 * fours;
    for (; fours > 0; fours--) {
        from -= 4;
        to -= 4;
        const uint32_t a = from[0];
        const uint32_t b = from[1];
        const uint32_t c = from[2];
        const uint32_t d = from[3];
        to[0] = a;
        to[1] = b;
        to[2] = c;
        to[3] = d;
    }
}
#endif

/* Both may overlap in whatever way. The memmove of small C libraries goes byte by byte, so what lies on
 * whole words at both places goes by those. */
static inline void thimble_move(const void *input, void *output, int32_t bytes)
{
    int32_t done = 0;
#if defined(__GNUC__)
    if ((((uintptr_t)input | (uintptr_t)output) & 3U) == 0) {
        const thimble_moved_word *from = (const thimble_moved_word *)input;
        thimble_moved_word *to = (thimble_moved_word *)output;
        done = bytes & ~(int32_t)15;
        if ((uintptr_t)output > (uintptr_t)input) {
            memmove((int8_t *)output + done, (const int8_t *)input + done, (size_t)(bytes - done));
            thimble_move_words_up(from, to, done / 16);
            return;
        }
        thimble_move_words_down(from, to, done / 16);
    }
#endif
    memmove((int8_t *)output + done, (const int8_t *)input + done, (size_t)(bytes - done));
}

#endif
