#include "thimble_rows_s8_scalar.h"

/* sums[0..3], of which each comes as the same start, plus the products of a patch with four rows. */
#if defined(__ARM_ARCH_6M__) && defined(__GNUC__)
/* Compilers spill where four sums, a value, a weight and two places take all eight registers:
 *     r0 weights, r1 patch, r2-r5 sums, r6 value, r7 weight, r12 the patch's end
 * 13 instructions for four products, and 4 more for eight values. */
#define ROW(sum, at) "ldrb r7, [r0, #" #at "]\n muls r7, r6, r7\n adds " #sum ", " #sum ", r7\n"
#define TAP(k, w0, w1, w2, w3) \
    "ldrb r6, [r1, #" #k "]\n" ROW(r2, w0) ROW(r3, w1) ROW(r4, w2) ROW(r5, w3)
#define FOUR_TAPS TAP(0, 0, 1, 2, 3) TAP(1, 4, 5, 6, 7) TAP(2, 8, 9, 10, 11) TAP(3, 12, 13, 14, 15)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter" /* the assembly knows where they are */
__attribute__((naked, noinline)) static void multiply(const uint8_t *weight, const uint8_t *patch,
                                                      const uint8_t *end, uint32_t *sums)
{
    __asm__(".syntax unified\n"
            "push {r3, r4, r5, r6, r7, lr}\n"
            "mov r12, r2\n"
            "subs r6, r2, r1\n" /* taps */
            "ldr r2, [r3]\n"
            "mov r3, r2\n"
            "mov r4, r2\n"
            "mov r5, r2\n"
            "lsls r6, r6, #29\n" /* bit 2 is the sign now: four taps before the eights */
            "bmi 3f\n"
            "b 2f\n"
            "3:\n" FOUR_TAPS
            "adds r0, r0, #16\n"
            "adds r1, r1, #4\n"
            "b 2f\n"
            "1:\n" FOUR_TAPS TAP(4, 16, 17, 18, 19) TAP(5, 20, 21, 22, 23)
                TAP(6, 24, 25, 26, 27) TAP(7, 28, 29, 30, 31)
            "adds r0, r0, #32\n"
            "adds r1, r1, #8\n"
            "2: cmp r1, r12\n"
            "bne 1b\n"
            "ldr r6, [sp]\n"
            "stmia r6!, {r2, r3, r4, r5}\n"
            "pop {r3, r4, r5, r6, r7, pc}\n");
}
#pragma GCC diagnostic pop
#undef FOUR_TAPS
#undef TAP
#undef ROW
#else
static void multiply(const uint8_t *weight, const uint8_t *patch, const uint8_t *end,
                     uint32_t *sums)
{
    uint32_t sum0 = sums[0];
    uint32_t sum1 = sum0;
    uint32_t sum2 = sum0;
    uint32_t sum3 = sum0;
    uint32_t value;
/* Written out, as compilers for small cores do not unroll by themselves; and in order, as they would
 * load all values first, for which there are no registers. */
#if defined(__GNUC__)
#define IN_ORDER __asm__ volatile("" : : : "memory")
#else
#define IN_ORDER (void)0
#endif
#define TAP(k)                           \
    IN_ORDER;                            \
    value = patch[k];                    \
    sum0 += value * weight[4 * (k)];     \
    sum1 += value * weight[4 * (k) + 1]; \
    sum2 += value * weight[4 * (k) + 2]; \
    sum3 += value * weight[4 * (k) + 3]
    if (((end - patch) & 4) != 0) {
        TAP(0);
        TAP(1);
        TAP(2);
        TAP(3);
        patch += 4;
        weight += 16;
    }
    while (patch != end) {
        TAP(0);
        TAP(1);
        TAP(2);
        TAP(3);
        TAP(4);
        TAP(5);
        TAP(6);
        TAP(7);
        patch += 8;
        weight += 32;
    }
#undef TAP
#undef IN_ORDER
    sums[0] = sum0;
    sums[1] = sum1;
    sums[2] = sum2;
    sums[3] = sum3;
}
#endif

void thimble_rows_multiply_s8_scalar(const thimble_rows_s8_scalar *rows, const uint8_t *patch,
                                     int32_t sum, int8_t *output)
{
    const uint32_t start = 0U - 128U * (uint32_t)sum;
    const uint8_t *weight = (const uint8_t *)rows->weight;
    const int32_t *steps = rows->steps;
    for (int32_t left = rows->outputs; left > 0; left -= 4) {
        uint32_t sums[4] = {start, 0, 0, 0};
        multiply(weight, patch, patch + rows->taps, sums);
        const int32_t count = left < 4 ? left : 4;
        for (int32_t k = 0; k < count; k++) {
            *output++ = thimble_step_s8(steps, (int32_t)sums[k]);
            steps += thimble_steps_words;
        }
        weight += 4 * rows->taps;
    }
}

#if !defined(__ARM_ARCH_6M__)
/* sums[0..3] of the first patch, sums[4..7] of the second: sums[0] and sums[4] come as their starts. */
#if defined(__ARM_ARCH_7M__) && defined(__GNUC__)
/* r0 weights, r1 patches, r2-r5 and r6-r9 sums, r10 and r11 values, r12 weight, lr the patches' end:
 * 14 instructions for eight products. */
#define ROW(sum, other)                \
    "ldrb r12, [r0], #1\n"             \
    "mla " #sum ", r10, r12, " #sum "\n" \
    "mla " #other ", r11, r12, " #other "\n"
#define TAP                \
    "ldrb r10, [r1], #1\n" \
    "ldrb r11, [r1], #1\n" ROW(r2, r6) ROW(r3, r7) ROW(r4, r8) ROW(r5, r9)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter" /* the assembly knows where they are */
__attribute__((naked, noinline)) static void multiply_two(const uint8_t *weight,
                                                          const uint8_t *patch, const uint8_t *end,
                                                          uint32_t *sums)
{
    __asm__(".syntax unified\n"
            "push {r3, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
            "mov lr, r2\n"
            "ldr r2, [r3]\n"
            "ldr r6, [r3, #16]\n"
            "mov r3, r2\n"
            "mov r4, r2\n"
            "mov r5, r2\n"
            "mov r7, r6\n"
            "mov r8, r6\n"
            "mov r9, r6\n"
            "1:\n" TAP TAP TAP TAP
            "cmp r1, lr\n"
            "bne 1b\n"
            "ldr r12, [sp]\n"
            "stm r12, {r2, r3, r4, r5, r6, r7, r8, r9}\n"
            "pop {r3, r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}
#pragma GCC diagnostic pop
#undef TAP
#undef ROW
#else
static void multiply_two(const uint8_t *weight, const uint8_t *patch, const uint8_t *end,
                         uint32_t *sums)
{
    uint32_t sum0 = sums[0];
    uint32_t sum1 = sum0;
    uint32_t sum2 = sum0;
    uint32_t sum3 = sum0;
    uint32_t sum4 = sums[4];
    uint32_t sum5 = sum4;
    uint32_t sum6 = sum4;
    uint32_t sum7 = sum4;
    while (patch != end) {
        const uint32_t value = patch[0];
        const uint32_t other = patch[1];
        sum0 += value * weight[0];
        sum4 += other * weight[0];
        sum1 += value * weight[1];
        sum5 += other * weight[1];
        sum2 += value * weight[2];
        sum6 += other * weight[2];
        sum3 += value * weight[3];
        sum7 += other * weight[3];
        patch += 2;
        weight += 4;
    }
    sums[0] = sum0;
    sums[1] = sum1;
    sums[2] = sum2;
    sums[3] = sum3;
    sums[4] = sum4;
    sums[5] = sum5;
    sums[6] = sum6;
    sums[7] = sum7;
}
#endif

void thimble_rows_multiply_two_s8_scalar(const thimble_rows_s8_scalar *rows, const uint8_t *patch,
                                         const int32_t sums[2], int8_t *output, int8_t *other)
{
    const uint8_t *weight = (const uint8_t *)rows->weight;
    const int32_t *steps = rows->steps;
    for (int32_t left = rows->outputs; left > 0; left -= 4) {
        uint32_t made[8] = {0};
        made[0] = 0U - 128U * (uint32_t)sums[0];
        made[4] = 0U - 128U * (uint32_t)sums[1];
        multiply_two(weight, patch, patch + 2 * rows->taps, made);
        const int32_t count = left < 4 ? left : 4;
        for (int32_t k = 0; k < count; k++) {
            *output++ = thimble_step_s8(steps, (int32_t)made[k]);
            *other++ = thimble_step_s8(steps, (int32_t)made[k + 4]);
            steps += thimble_steps_words;
        }
        weight += 4 * rows->taps;
    }
}
#endif

int32_t thimble_rows_take_s8_scalar(const int8_t *input, int32_t count, uint8_t *patch,
                                    int32_t lanes)
{
    int32_t sum = 0;
    for (int32_t i = 0; i < count; i++) {
        const uint8_t value = (uint8_t)((uint8_t)input[i] ^ 0x80U);
        *patch = value;
        patch += lanes;
        sum += value;
    }
    return sum;
}
