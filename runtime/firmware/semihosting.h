/* What a program under an emulator or debugger may ask of the host: files, text, the end.
 * Operations by Arm's "Semihosting for AArch32 and AArch64", 2.0, and by
 * "RISC-V Semihosting", 0.4, which has the same. */
#ifndef SEMIHOSTING_H
#define SEMIHOSTING_H

#include <stdint.h>

enum {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_WRITE0 = 0x04,
    SYS_WRITE = 0x05,
    SYS_READ = 0x06,
    SYS_EXIT_EXTENDED = 0x20
};

enum { MODE_READ_BINARY = 1, MODE_WRITE_BINARY = 5 };

static inline intptr_t semihosting_call(intptr_t operation, const void *argument) {
#if defined(__riscv)
    register intptr_t result __asm__("a0") = operation;
    register const void *block __asm__("a1") = argument;
    __asm__ volatile(".option push\n .option norvc\n .balign 16\n slli x0, x0, 0x1f\n ebreak\n"
                     " srai x0, x0, 7\n .option pop"
                     : "+r"(result)
                     : "r"(block)
                     : "memory");
#else
    register intptr_t result __asm__("r0") = operation;
    register const void *block __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xAB" : "+r"(result) : "r"(block) : "memory");
#endif
    return result;
}

static inline void semihosting_print(const char *text) {
    (void)semihosting_call(SYS_WRITE0, text);
}

static inline void semihosting_exit(int code) {
    const intptr_t block[2] = {0x20026, code}; /* the application ended by itself */
    for (;;) {
        (void)semihosting_call(SYS_EXIT_EXTENDED, block);
    }
}

/* Handle of an open file, or -1. */
static inline intptr_t semihosting_open(const char *name, intptr_t mode) {
    intptr_t length = 0;
    while (name[length] != 0) {
        length++;
    }
    const intptr_t block[3] = {(intptr_t)name, mode, length};
    return semihosting_call(SYS_OPEN, block);
}

/* 1 where all bytes were read. */
static inline int semihosting_read(intptr_t file, void *bytes, intptr_t count) {
    const intptr_t block[3] = {file, (intptr_t)bytes, count};
    return semihosting_call(SYS_READ, block) == 0;
}

/* 1 where all bytes were written. */
static inline int semihosting_write(intptr_t file, const void *bytes, intptr_t count) {
    const intptr_t block[3] = {file, (intptr_t)bytes, count};
    return semihosting_call(SYS_WRITE, block) == 0;
}

static inline void semihosting_close(intptr_t file) {
    const intptr_t block[1] = {file};
    (void)semihosting_call(SYS_CLOSE, block);
}

#endif
