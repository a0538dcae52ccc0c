/* The host's side of a test program, by semihosting, on Cortex-M and RISC-V. */
#include "core-program.h"

enum { OPEN = 1, CLOSE = 2, WRITE = 5, READ = 6, EXIT_EXTENDED = 0x20 };

static intptr_t ask(intptr_t operation, const void *argument) {
#if defined(__riscv)
    register intptr_t a0 __asm__("a0") = operation;
    register const void *a1 __asm__("a1") = argument;
    __asm__ volatile(".option push\n.option norvc\n.balign 16\nslli x0, x0, 0x1f\nebreak\n"
                     "srai x0, x0, 7\n.option pop"
                     : "+r"(a0)
                     : "r"(a1)
                     : "memory");
    return a0;
#else
    register intptr_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
#endif
}

static intptr_t opened(const char *name, intptr_t length, intptr_t mode) {
    const intptr_t block[3] = {(intptr_t)name, mode, length};
    return ask(OPEN, block);
}

static intptr_t in, out, counts;

int host_read(void *bytes, size_t count) {
    const intptr_t block[3] = {in, (intptr_t)bytes, (intptr_t)count};
    return ask(READ, block) == 0;
}

static void written(intptr_t file, const void *bytes, size_t count) {
    const intptr_t block[3] = {file, (intptr_t)bytes, (intptr_t)count};
    (void)ask(WRITE, block);
}

void host_write(const void *bytes, size_t count) {
    written(out, bytes, count);
}

static uint32_t before[2];

static void read_counters(uint32_t *values) {
#if defined(__riscv)
    __asm__ volatile("rdinstret %0" : "=r"(values[0]));
    values[1] = 0;
#else
    values[1] = *(volatile uint32_t *)SLOW_COUNTER_ADDRESS;
    values[0] = *(volatile uint32_t *)COUNTER_ADDRESS;
#endif
}

void count_begin(void) {
    read_counters(before);
}

void count_end(void) {
    uint32_t after[2];
    read_counters(after);
    after[0] -= before[0];
    after[1] -= before[1];
    written(counts, after, sizeof after);
}

int main(void);

int main(void) {
    int code;
    in = opened("input.bin", 9, 1);
    out = opened("output.bin", 10, 5);
    counts = opened("counts.bin", 10, 5);
    count_begin();
    count_end();
    code = program();
    {
        const intptr_t closing[3] = {in, out, counts};
        const intptr_t block[2] = {0x20026, code};
        for (int i = 0; i < 3; i++) {
            (void)ask(CLOSE, closing + i);
        }
        (void)ask(EXIT_EXTENDED, block);
    }
    return code;
}

#if !defined(__riscv)
#include "firmware.h"

void firmware_end(int code) {
    const intptr_t block[2] = {0x20026, code};
    (void)ask(EXIT_EXTENDED, block);
    for (;;) {
    }
}

void firmware_fault(const uint32_t *frame, uint32_t exception) {
    (void)frame;
    firmware_end(100 + (int)exception);
}
#else
void start(void);

__attribute__((naked, section(".init"))) void start(void) {
    __asm__ volatile(".option push\n.option norelax\nla gp, __global_pointer$\n.option pop\n"
                     "la sp, stack_top\nli t0, 0x6000\ncsrs mstatus, t0\n"
                     "la a0, bss_start\nla a1, bss_end\n"
                     "1: bgeu a0, a1, 2f\nsw zero, 0(a0)\naddi a0, a0, 4\nj 1b\n"
                     "2: call main\n3: j 3b");
}

/* Debian's compiler for RISC-V comes without a C library. */
void *memcpy(void *to, const void *from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);

void *memmove(void *to, const void *from, size_t count) {
    volatile char *t = (volatile char *)to;
    const volatile char *f = (const volatile char *)from;
    if ((uintptr_t)to < (uintptr_t)from) {
        for (size_t i = 0; i < count; i++) {
            t[i] = f[i];
        }
    } else {
        while (count-- > 0) {
            t[count] = f[count];
        }
    }
    return to;
}

void *memcpy(void *to, const void *from, size_t count) {
    return memmove(to, from, count);
}

void *memset(void *to, int value, size_t count) {
    volatile char *t = (volatile char *)to;
    for (size_t i = 0; i < count; i++) {
        t[i] = (char)value;
    }
    return to;
}
#endif
