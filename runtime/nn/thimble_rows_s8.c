#include "thimble_rows_s8.h"

/* Four outputs at a time, so that each input value is loaded once for four products. */
static void four_rows(const int8_t *weight, int32_t sums[4], int32_t height, int32_t width,
                      const int8_t *input, int32_t stride)
{
    const int32_t size = height * width;
    int32_t sum0 = sums[0];
    int32_t sum1 = sums[1];
    int32_t sum2 = sums[2];
    int32_t sum3 = sums[3];
    for (int32_t row = 0; row < height; row++) {
        const int8_t *weight0 = weight + row * width;
        const int8_t *weight1 = weight0 + size;
        const int8_t *weight2 = weight1 + size;
        const int8_t *weight3 = weight2 + size;
        for (int32_t i = 0; i < width; i++) {
            const int32_t value = input[i];
            sum0 += value * weight0[i];
            sum1 += value * weight1[i];
            sum2 += value * weight2[i];
            sum3 += value * weight3[i];
        }
        input += stride;
    }
    sums[0] = sum0;
    sums[1] = sum1;
    sums[2] = sum2;
    sums[3] = sum3;
}

static int32_t one_row(const int8_t *weight, int32_t sum, int32_t height, int32_t width,
                       const int8_t *input, int32_t stride)
{
    for (int32_t row = 0; row < height; row++) {
        for (int32_t i = 0; i < width; i++) {
            sum += (int32_t)input[i] * weight[i];
        }
        weight += width;
        input += stride;
    }
    return sum;
}

void thimble_rows_s8(const int8_t *weight, const thimble_scaling_s8 *scaling, int32_t outputs,
                     int32_t height, int32_t width, const int8_t *input, int32_t stride,
                     int8_t *output)
{
    const int32_t size = height * width;
    int32_t o = 0;
    for (; o + 4 <= outputs; o += 4) {
        int32_t sums[4] = {scaling->bias[o], scaling->bias[o + 1], scaling->bias[o + 2],
                           scaling->bias[o + 3]};
        four_rows(weight + o * size, sums, height, width, input, stride);
        for (int32_t k = 0; k < 4; k++) {
            output[o + k] = thimble_scale_s8(scaling, o + k, sums[k]);
        }
    }
    for (; o < outputs; o++) {
        const int32_t sum =
            one_row(weight + o * size, scaling->bias[o], height, width, input, stride);
        output[o] = thimble_scale_s8(scaling, o, sum);
    }
}
