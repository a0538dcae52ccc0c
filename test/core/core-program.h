/* What a test program on an emulated core may use: one file in, one file out, counted calls. */
#ifndef CORE_PROGRAM_H
#define CORE_PROGRAM_H

#include <stddef.h>
#include <stdint.h>

/* 1 where all bytes were read. */
int host_read(void *bytes, size_t count);
void host_write(const void *bytes, size_t count);

/* Around a call: what lies between is counted and written to counts.bin. */
void count_begin(void);
void count_end(void);

int program(void);

#endif
