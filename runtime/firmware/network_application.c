/* The least program that uses a network: its sections tell what the network takes of a device. */
#include "library_under_proof.h"

LIBRARY_ARENA application_arena;
APPLICATION_STATE

#define TOUCH(accessor, size) sum += *(const volatile unsigned char *)accessor(&application_arena);

int main(void) {
    int sum = 0;
    LIBRARY_INPUTS(TOUCH)
    sum += APPLICATION_RUN;
    LIBRARY_OUTPUTS(TOUCH)
    return sum;
}
