#include "thimble_rows_s8_mve.h"

/* All whole groups of four rows, at least one, in 27 instructions for each and 10 for each block:
 *     r0 patch, r1 weights, r2 steps, r3 output, r4 r6 r8 r12 sums, r5 place in the patch, r9 groups,
 *     r10 blocks */
#define ROW(sum) "vldrb.8 q1, [r1], #16\n" "vmladava.s8 " #sum ", q0, q1\n"
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter" /* the assembly knows where they are */
__attribute__((naked, noinline)) static void multiply_fours(const int8_t *patch,
                                                            const int8_t *weight,
                                                            const int32_t *steps, int8_t *output,
                                                            int32_t groups, int32_t blocks)
{
    __asm__(".syntax unified\n"
            "push {r4, r5, r6, r7, r8, r9, r10, r11, r12, lr}\n"
            "ldrd r9, r10, [sp, #40]\n"
            "1: mov r5, r0\n"
            "movs r4, #0\n"
            "movs r6, #0\n"
            "mov r8, r4\n"
            "mov r12, r4\n"
            "dls lr, r10\n"
            "2: vldrb.8 q0, [r5], #16\n" ROW(r4) ROW(r6) ROW(r8) ROW(r12)
            "le lr, 2b\n"
            "vmov q1[2], q1[0], r4, r8\n"
            "vmov q1[3], q1[1], r6, r12\n" THIMBLE_STEPS_S8_MVE("q1", "r2", "q0", "q2")
            "vstrb.32 q1, [r3], #4\n"
            "subs r9, r9, #1\n"
            "bne 1b\n"
            "pop {r4, r5, r6, r7, r8, r9, r10, r11, r12, pc}\n");
}
#pragma GCC diagnostic pop
#undef ROW

/* One to three rows that are left. */
static void multiply_rest(const int8_t *patch, const int8_t *weight, const int32_t *steps,
                          int8_t *output, int32_t rest, int32_t blocks)
{
    int32_t sums[4] = {0, 0, 0, 0};
    for (int32_t row = 0; row < rest; row++) {
        for (int32_t block = 0; block < blocks; block++) {
            const int8_t *own = weight + 64 * block + 16 * row;
            sums[row] = vmladavaq_s8(sums[row], vldrbq_s8(patch + 16 * block), vldrbq_s8(own));
        }
    }
    vstrbq_p_s32(output, thimble_steps_s8_mve(steps, vldrwq_s32(sums)), vctp32q((uint32_t)rest));
}

void thimble_rows_multiply_s8_mve(const thimble_rows_s8_mve *rows, const int8_t *patch,
                                  int8_t *output)
{
    const int32_t groups = rows->outputs / 4;
    const int32_t rest = rows->outputs % 4;
    if (groups > 0) {
        multiply_fours(patch, rows->weight, rows->steps, output, groups, rows->blocks);
    }
    if (rest > 0) {
        multiply_rest(patch, rows->weight + 64 * groups * rows->blocks,
                      rows->steps + groups * thimble_steps_words_mve, output + 4 * groups, rest,
                      rows->blocks);
    }
}
