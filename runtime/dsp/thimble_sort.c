#include "thimble_sort.h"

#include "thimble_exact_float.h"

void thimble_sort_f32(float *x, int32_t count) {
    int32_t gap = 1;
    while (3 * gap < count) {
        gap = 3 * gap + 1;
    }
    for (; gap > 0; gap = (gap - 1) / 3) {
        for (int32_t i = gap; i < count; i++) {
            const float value = x[i];
            int32_t j = i;
            for (; j >= gap && x[j - gap] > value; j -= gap) {
                x[j] = x[j - gap];
            }
            x[j] = value;
        }
    }
}
