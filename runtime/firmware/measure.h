/* What a call takes on an emulated core: instructions by the emulator's clock, and stack. */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdint.h>

struct reading {
    uint32_t ticks, slow_ticks;
};

struct taken {
    struct reading time;
    uint32_t stack_bytes;
};

typedef int (*call)(const void *first, void *second, void *third);

/* Both counters now: see architecture.h. */
struct reading read_counters(void);
struct reading elapsed(struct reading since, struct reading now);

/* Calls with the whole stack below painted, between two readings of the counters. One copy of this
 * code serves every call, so that what the readings cost is the same for all and can be taken off.
 * The calls differ only in what their pointers point at, which is all one to the core. Ends the
 * program with a message where the call refuses or the stack is full. */
void measure(call function, const void *first, void *second, void *third, struct taken *taken);

/* What is left of a measured count when nothing is measured; two instructions of it are its own. */
int nothing(const void *first, void *second, void *third);

#endif
