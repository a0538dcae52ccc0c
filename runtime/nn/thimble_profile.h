/* Where a library that was compiled with marks tells that a layer is done. */
#ifndef THIMBLE_PROFILE_H
#define THIMBLE_PROFILE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Yours to write: called after each layer of a run, the first one is 0. */
void thimble_layer_done(int32_t layer);

#ifdef __cplusplus
}
#endif

#endif
