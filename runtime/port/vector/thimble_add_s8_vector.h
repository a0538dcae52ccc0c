/* The sum of two values of one shape for 64-bit cores, sixteen numbers side by side: see
 * thimble_add_s8_scalar.h. */
#ifndef THIMBLE_ADD_S8_VECTOR_H
#define THIMBLE_ADD_S8_VECTOR_H

#include "thimble_add_s8_scalar.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All [size]; the output may be one of the inputs. */
void thimble_add_s8_vector(const thimble_add_s8_scalar_config *config, const int8_t *left,
                           const int8_t *right, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
