/* An end that nobody hears, as on a board: the program stands still. */
#include "firmware.h"

static void stand_still(void) {
    for (;;) {
        __asm__ volatile("" ::: "memory");
    }
}

void firmware_end(int code) {
    (void)code;
    stand_still();
}

void firmware_fault(const uint32_t *frame, uint32_t exception) {
    (void)frame;
    (void)exception;
    stand_still();
}
