/* The sum of two values of one shape on a core with Helium, four at a time: the line of
 * thimble_add_s8_scalar.h, which the compiler has tried on all pairs of inputs. */
#ifndef THIMBLE_ADD_S8_MVE_H
#define THIMBLE_ADD_S8_MVE_H

#include "thimble_add_s8_scalar.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All [size]; the output may be one of the inputs. */
void thimble_add_s8_mve(const thimble_add_s8_scalar_config *config, const int8_t *left,
                        const int8_t *right, int8_t *output);

#ifdef __cplusplus
}
#endif

#endif
