/* How sums of four channels come back to int8 together, on a core with Helium: the form of
 * thimble_steps_s8.h, whose product VMULH gives where the sum is first multiplied by 2^12:
 *
 *     output = (floor(sum * 2^12 * m / 2^32) + c - (sum < 0 ? 2^11 : 0)) >> shift */
#ifndef THIMBLE_STEPS_S8_MVE_H
#define THIMBLE_STEPS_S8_MVE_H

#if !defined(__ARM_FEATURE_MVE)
#error "This library was made for a core with Helium: make it again for this board."
#endif

#include <arm_mve.h>
#include <stdint.h>

/* Words of four channels: six vectors, of what the sums lack, the least and the largest sum, m, c, and
 * the shift as a negative shift to the left. */
enum { thimble_steps_words_mve = 24 };

static inline int32x4_t thimble_steps_s8_mve(const int32_t *steps, int32x4_t sums)
{
    const int32x4_t whole = vaddq_s32(sums, vldrwq_s32(steps));
    const int32x4_t cut =
        vminq_s32(vmaxq_s32(whole, vldrwq_s32(steps + 4)), vldrwq_s32(steps + 8));
    const int32x4_t below = vshlq_n_s32(vshrq_n_s32(cut, 31), 11);
    const int32x4_t product = vmulhq_s32(vshlq_n_s32(cut, 12), vldrwq_s32(steps + 12));
    const int32x4_t stepped = vaddq_s32(vaddq_s32(product, below), vldrwq_s32(steps + 16));
    return vshlq_s32(stepped, vldrwq_s32(steps + 20));
}

/* The same in assembly, sums in vector `sums`, with `at` the steps' place, which moves on: where a loop
 * around it leaves compilers no registers. */
#define THIMBLE_STEPS_S8_MVE(sums, at, one, other) \
    "vldrw.32 " one ", [" at "], #16\n"           \
    "vadd.i32 " sums ", " sums ", " one "\n"      \
    "vldrw.32 " one ", [" at "], #16\n"           \
    "vmax.s32 " sums ", " sums ", " one "\n"      \
    "vldrw.32 " one ", [" at "], #16\n"           \
    "vmin.s32 " sums ", " sums ", " one "\n"      \
    "vldrw.32 " one ", [" at "], #16\n"           \
    "vshr.s32 " other ", " sums ", #31\n"         \
    "vshl.i32 " sums ", " sums ", #12\n"          \
    "vmulh.s32 " sums ", " sums ", " one "\n"     \
    "vshl.i32 " other ", " other ", #11\n"        \
    "vldrw.32 " one ", [" at "], #16\n"           \
    "vadd.i32 " sums ", " sums ", " other "\n"    \
    "vadd.i32 " sums ", " sums ", " one "\n"      \
    "vldrw.32 " one ", [" at "], #16\n"           \
    "vshl.s32 " sums ", " sums ", " one "\n"

#endif
