/* A window turned so that gravity comes from where it usually does. */
#ifndef THIMBLE_UPRIGHT_H
#define THIMBLE_UPRIGHT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t triad_count;
    const float *triads;  /* of each triad the columns of its x, y and z, whole numbers */
    const float *towards; /* x, y, z: where the mean of the first triad is to point; of length 1 */
} thimble_upright_config;

/* window and turned: length x axes, interleaved; they may be one. Axes of no triad are copied. */
void thimble_turn_upright_f32(const thimble_upright_config *config, const float *window,
                              int32_t axes, int32_t length, float inverse_length, float *turned);

#ifdef __cplusplus
}
#endif

#endif
