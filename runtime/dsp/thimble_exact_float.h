/* Every float operation is rounded once, as IEEE 754 says, so that features have the same bits on
 * every core and in the studio. A fused multiply-add would round less often: it is switched off for
 * what follows, whatever the flags of the build. Include this last, in .c files only. */
#ifndef THIMBLE_EXACT_FLOAT_H
#define THIMBLE_EXACT_FLOAT_H

#include <float.h>

#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0
#error "Thimble needs float operations in float: build with -msse2 -mfpmath=sse, or for a core that has them."
#endif
#ifdef __FAST_MATH__
#error "Thimble's features need exact float operations: build these files without -ffast-math."
#endif

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#endif

#endif
