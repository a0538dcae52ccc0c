#include "thimble_decimate.h"

#include "thimble_filter.h"

#include "thimble_exact_float.h"

void thimble_decimate_f32(const thimble_decimation *config, float *x, int32_t length) {
    const int32_t ratio = config->ratio;
    if (ratio == 1) {
        return;
    }
    thimble_filter_f32(config->filter, config->sections, THIMBLE_LOW_PASS, x, length);
    for (int32_t i = 0; i < config->length; i++) {
        x[i] = x[ratio * i + ratio - 1];
    }
}
