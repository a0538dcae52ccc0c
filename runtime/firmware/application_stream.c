/* The least program that listens: its sections tell what a library with a stream of frames takes
 * of a device. */
#include "library_under_proof.h"

WINDOW_ELEMENT application_hop[HOP_READINGS * AXES];
LIBRARY_STREAM application_stream;
LIBRARY_ARENA application_arena;
LIBRARY_RESULT application_result;

int main(void) {
    LIBRARY_STREAM_CLEAR(&application_stream);
    while (LIBRARY_STREAM_PUSH(&application_stream, &application_arena, application_hop,
                               HOP_READINGS) == 0) {
    }
    return LIBRARY_STREAM_RUN(&application_stream, &application_arena, &application_result);
}
