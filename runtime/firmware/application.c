/* The least program that uses a library: its sections tell what the library takes of a device. */
#include "library_under_proof.h"

float application_window[WINDOW_VALUES];
LIBRARY_ARENA application_arena;
LIBRARY_RESULT application_result;

int main(void) {
    return LIBRARY_RUN(application_window, &application_arena, &application_result);
}
