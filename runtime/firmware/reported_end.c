/* An end that the host hears: the program's code, or one line that says which fault it took where. */
#include "firmware.h"
#include "semihosting.h"

enum { FAULT_CODE = 100 };

static void print_hex(const char *name, uint32_t value) {
    char text[11] = "0x";
    for (int digit = 0; digit < 8; digit++) {
        text[2 + digit] = "0123456789abcdef"[value >> (28 - 4 * digit) & 15u];
    }
    text[10] = 0;
    semihosting_print(name);
    semihosting_print(text);
}

void firmware_end(int code) {
    semihosting_exit(code);
}

/* Armv7-M Architecture Reference Manual, B3.2: CFSR tells the cause, MMFAR and BFAR the address.
 * Armv6-M has none of them. */
void firmware_fault(const uint32_t *frame, uint32_t exception) {
    print_hex("\nfault exception ", exception);
    print_hex(" pc ", frame[6]);
    print_hex(" lr ", frame[5]);
#if defined(__ARM_ARCH) && __ARM_ARCH >= 7
    print_hex(" cfsr ", *(volatile uint32_t *)0xE000ED28);
    print_hex(" mmfar ", *(volatile uint32_t *)0xE000ED34);
    print_hex(" bfar ", *(volatile uint32_t *)0xE000ED38);
#endif
    semihosting_print("\n");
    semihosting_exit(FAULT_CODE);
}
