/* Log2 of the power under the triangles of a mel bank. */
#ifndef THIMBLE_MEL_BANDS_Q15_H
#define THIMBLE_MEL_BANDS_Q15_H

#include "thimble_log_mel.h"

#ifdef __cplusplus
extern "C" {
#endif

/* room holds the powers that thimble_powers_q15 made with this exponent in its first half; the
 * second half is used up. */
void thimble_mel_bands_q15(const thimble_log_mel_config *config, thimble_bin_q15 *room,
                           int32_t exponent, int16_t *bands);

#ifdef __cplusplus
}
#endif

#endif
