/* What start-up expects of the program that it starts, and what a linker script gives to both. */
#ifndef FIRMWARE_H
#define FIRMWARE_H

#include <stdint.h>

extern uint32_t stack_bottom, stack_top;

/* The program ended with this code. Never returns. */
void firmware_end(int code);

/* The core took an exception of this number; `frame` is what it stacked: r0 to r3, r12, lr, pc and
 * psr. Never returns. */
void firmware_fault(const uint32_t *frame, uint32_t exception);

#endif
