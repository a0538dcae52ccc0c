/* A real FFT in float32, in place. */
#ifndef THIMBLE_FFT_H
#define THIMBLE_FFT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* x holds length readings (a power of two from 8) and then the power |X[k]|^2 of bin k at x[k], for
 * k < length / 2. Returns the power of bin length / 2. twiddles holds cos and -sin of 2 pi k / n for
 * k < n / 2, interleaved, where n = every * length. */
float thimble_power_spectrum_f32(float *x, int32_t length, const float *twiddles, int32_t every);

#ifdef __cplusplus
}
#endif

#endif
