/* Every float operation is rounded once, as IEEE 754 says, so that features have the same bits on
 * every core and in the studio. A fused multiply-add would round less often: it is switched off for
 * what follows, whatever the flags of the build (but clang's -ffp-contract=fast, which heeds no
 * pragma). Include this last, in .c files only. */
#ifndef THIMBLE_EXACT_FLOAT_H
#define THIMBLE_EXACT_FLOAT_H

#include <float.h>

/* 16 is said by cores with half precision; it leaves float as it is. */
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 16
#error "Thimble needs float operations in float: build with -msse2 -mfpmath=sse, or for a core that has them."
#endif
#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__)
#error "Thimble's features need exact float operations: build these files without -ffast-math and its parts."
#endif

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#endif

#endif
