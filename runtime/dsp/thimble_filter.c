#include "thimble_filter.h"

#include "thimble_exact_float.h"

void thimble_filter_f32(const float *sections, int32_t count, int32_t kind, float *x,
                        int32_t length) {
    for (int32_t s = 0; s < count; s++) {
        const float a1 = sections[4 * s];
        const float a2 = sections[4 * s + 1];
        const float a3 = sections[4 * s + 2];
        const float k = sections[4 * s + 3];
        float band = 0.0f;
        float low = x[0];
        for (int32_t i = 0; i < length; i++) {
            const float above = x[i] - low;
            const float middle = a1 * band + a2 * above;
            const float step = a2 * band + a3 * above;
            const float reached = low + step;
            band = 2.0f * middle - band;
            low = reached + step;
            if (kind == THIMBLE_LOW_PASS) {
                x[i] = reached;
            } else if (kind == THIMBLE_HIGH_PASS) {
                x[i] = above - step - k * middle;
            } else {
                x[i] = x[i] - k * middle;
            }
        }
    }
}
