/* The least program that uses a library: its sections tell what the library takes of a device. */
#include LIBRARY_HEADER

float thimble_application_window[WINDOW_VALUES];
ARENA thimble_application_arena;
RESULT thimble_application_result;

int main(void) {
    return RUN(thimble_application_window, &thimble_application_arena, &thimble_application_result);
}
