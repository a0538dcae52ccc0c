/* A few numbers for each axis, for slow signals. */
#ifndef THIMBLE_FLATTEN_H
#define THIMBLE_FLATTEN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t axes;
    int32_t length;     /* readings of each axis */
    int32_t statistics; /* bits: average, minimum, maximum, rms, deviation, skewness, kurtosis */
    float scale;
    float inverse_length;
} thimble_flatten_config;

/* window: length x axes, interleaved. scratch: length floats. features: for each axis those
 * statistics whose bit is set, in the order of the bits from the lowest. */
void thimble_flatten_f32(const thimble_flatten_config *config, const float *window, float *scratch,
                         float *features);

#ifdef __cplusplus
}
#endif

#endif
