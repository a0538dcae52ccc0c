/* How sums of channels come back to int8, on a core with Helium. An output has 22 bits behind its point
 * until its bytes are cut out, and saturates at both ends; `form` tells what is done to a sum before:
 *
 *     halves up      x = round((sum + bias) * m / 2^31),  y = x * 2^shift
 *     halves apart   the same, and 1 less where x is negative: two roundings, halves away from zero
 *     shift first    y = round((sum + bias) * 2^shift * m / 2^31)
 *
 *     output = (y / 2^16 + zero) / 2^6, first rounded down and then to the nearest
 *
 * VQSHRN is not used: GNU assemblers (2.40) make VQRSHRN of it. */
#ifndef THIMBLE_STEPS_S8_MVE_H
#define THIMBLE_STEPS_S8_MVE_H

#if !defined(__ARM_FEATURE_MVE)
#error "This library was made for a core with Helium: make it again for this board."
#endif

#include <arm_mve.h>
#include <stdint.h>

enum {
    thimble_halves_up_mve = 0,
    thimble_halves_apart_mve = 1,
    thimble_shift_first_mve = 2,
};

typedef struct {
    const int32_t *vectors; /* of four channels: bias, m, shift; where the shift is first: bias, shift, m */
    int32_t form;
    int32_t zero; /* 64 times the output's zero point */
    int32_t low;  /* the output is clamped to low..high afterwards */
    int32_t high;
} thimble_steps_s8_mve;

/* Words of four channels. */
enum { thimble_steps_words_mve = 12 };

/* y; `apart` is the words from one vector to the next. */
static inline int32x4_t thimble_scale_s8_mve(const thimble_steps_s8_mve *steps,
                                             const int32_t *vectors, int32_t apart,
                                             int32x4_t sums)
{
    const int32x4_t second = vldrwq_s32(vectors + apart);
    const int32x4_t third = vldrwq_s32(vectors + 2 * apart);
    const int32x4_t whole = vaddq_s32(sums, vldrwq_s32(vectors));
    if (steps->form == thimble_shift_first_mve) {
        return vqrdmulhq_s32(vqshlq_s32(whole, second), third);
    }
    int32x4_t scaled = vqrdmulhq_s32(whole, second);
    if (steps->form == thimble_halves_apart_mve) {
        scaled = vaddq_s32(scaled, vshrq_n_s32(scaled, 31));
    }
    return vqshlq_s32(scaled, third);
}

/* The same in assembly, with `at` the place of the vectors, which moves on, where a loop around it leaves
 * compilers no registers. `each` is a macro that takes an operation with the next vector or vectors to
 * all sums, `apart` one that takes 1 off what is negative. Falls through with y where halves go up and
 * branches otherwise, by `branch`, to THIMBLE_SCALE_OTHERWISE_MVE, which stands behind the loop and where `test` finds
 * equality for halves apart. */
#define THIMBLE_SCALE_MVE(each, branch)                     \
    each("vadd.i32") branch " 4f\n" each("vqrdmulh.s32")   \
    "5:\n" each("vqshl.s32")                               \
    "6:\n"
#define THIMBLE_SCALE_OTHERWISE_MVE(each, test, apart)      \
    "4: " test "bne 7f\n" each("vqrdmulh.s32") apart                  \
    "b 5b\n"                                               \
    "7:\n" each("vqshl.s32") each("vqrdmulh.s32")          \
    "b 6b\n"
#define THIMBLE_NEXT_VECTOR_MVE(at, to) "vldrw.32 " to ", [" at "], #16\n"
#define THIMBLE_NEGATIVE_LESS_MVE(sums, one)    \
    "vshr.s32 " one ", " sums ", #31\n"        \
    "vadd.i32 " sums ", " sums ", " one "\n"

/* Brings outputs into the range of an activation, where that is not all of int8. */
static inline void thimble_clamp_s8_mve(const thimble_steps_s8_mve *steps, int32_t count,
                                        int8_t *output)
{
    if (steps->low == -128 && steps->high == 127) {
        return;
    }
    const int8x16_t low = vdupq_n_s8((int8_t)steps->low);
    const int8x16_t high = vdupq_n_s8((int8_t)steps->high);
    for (; count > 0; count -= 16) {
        const mve_pred16_t some = vctp8q((uint32_t)count);
        const int8x16_t values = vldrbq_z_s8(output, some);
        vstrbq_p_s8(output, vminq_s8(vmaxq_s8(values, low), high), some);
        output += 16;
    }
}

#endif
