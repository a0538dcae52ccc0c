/* The least program that uses a library: its sections tell what the library takes of a device. */
#include "library_under_proof.h"

#ifdef FRAME_BYTES
/* Its pixels are in the camera's own memory. */
thimble_frame application_window[1];
#else
float application_window[WINDOW_VALUES];
#endif
LIBRARY_ARENA application_arena;
LIBRARY_RESULT application_result;

int main(void) {
    return LIBRARY_RUN(application_window, &application_arena, &application_result);
}
