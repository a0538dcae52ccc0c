/* run() for a library with a stream of frames, hop by hop, as a sensor gives a window. The programs
 * that prove a library compare it with features() and network() of the window at once. */
#ifndef RUN_BY_STREAM_H
#define RUN_BY_STREAM_H

static LIBRARY_STREAM stream_under_proof;

static int run_under_proof(const WINDOW_ELEMENT *window, LIBRARY_ARENA *arena,
                           LIBRARY_RESULT *result) {
    int ready = 0;
    LIBRARY_STREAM_CLEAR(&stream_under_proof);
    /* It is ready with its last frame; what comes behind that is in none. */
    for (int32_t at = 0; at < WINDOW_VALUES / AXES && ready == 0; at += HOP_READINGS) {
        const int32_t left = WINDOW_VALUES / AXES - at;
        const int32_t count = left < HOP_READINGS ? left : HOP_READINGS;
        ready = LIBRARY_STREAM_PUSH(&stream_under_proof, arena, window + at * AXES, count);
        if (ready < 0) {
            return ready;
        }
    }
    return LIBRARY_STREAM_RUN(&stream_under_proof, arena, result);
}

#endif
