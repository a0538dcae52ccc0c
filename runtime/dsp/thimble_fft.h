/* A real FFT in float32, in place, and its window. */
#ifndef THIMBLE_FFT_H
#define THIMBLE_FFT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For both: length is a power of two from 8, and twiddles holds cos and -sin of 2 pi k / n for
 * k < n / 2, interleaved, where n = every * length. */

/* Readings x under the periodic Hann window to framed, which may be x. */
void thimble_hann_f32(const float *x, float *framed, int32_t length, const float *twiddles,
                      int32_t every);

/* x holds length readings, and then 4 |X[k]|^2 at x[2 k] for k < length / 2 and 4 |X[length / 2]|^2
 * at x[1]; the other values are of no use. */
void thimble_power_spectrum_f32(float *x, int32_t length, const float *twiddles, int32_t every);

#ifdef __cplusplus
}
#endif

#endif
