#include "string.h"

#include <stdint.h>

/* Words where both sides allow it. */
void *memcpy(void *to, const void *from, size_t count) {
    unsigned char *target = (unsigned char *)to;
    const unsigned char *source = (const unsigned char *)from;
    if ((((uintptr_t)target | (uintptr_t)source) & 3U) == 0U) {
        for (; count >= 4; count -= 4) {
            *(uint32_t *)(void *)target = *(const uint32_t *)(const void *)source;
            target += 4;
            source += 4;
        }
    }
    while (count-- > 0) {
        *target++ = *source++;
    }
    return to;
}

void *memmove(void *to, const void *from, size_t count) {
    unsigned char *target = (unsigned char *)to;
    const unsigned char *source = (const unsigned char *)from;
    if (target <= source) {
        while (count-- > 0) {
            *target++ = *source++;
        }
    } else {
        while (count-- > 0) {
            target[count] = source[count];
        }
    }
    return to;
}

void *memset(void *to, int value, size_t count) {
    unsigned char *target = (unsigned char *)to;
    while (count-- > 0) {
        *target++ = (unsigned char)value;
    }
    return to;
}

int memcmp(const void *a, const void *b, size_t count) {
    const unsigned char *left = (const unsigned char *)a;
    const unsigned char *right = (const unsigned char *)b;
    for (size_t i = 0; i < count; i++) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? -1 : 1;
        }
    }
    return 0;
}
