#include "thimble_rows_s8_mve.h"

/* All whole groups of four rows, at least one, in 24 instructions for each, and 10 for each block but the
 * first:
 *     r0 patch, r1 weights, r2 vectors of steps, r3 output, r4 r6 r8 r12 sums, r5 place in the patch,
 *     r7 form, r9 groups, r10 blocks but the first, r11 zero */
#define ROW(sum, add) "vldrb.8 q1, [r1], #16\n" add " " #sum ", q0, q1\n"
#define ROWS(add) ROW(r4, add) ROW(r6, add) ROW(r8, add) ROW(r12, add)
#define EACH(operation) THIMBLE_NEXT_VECTOR_MVE("r2", "q0") operation " q1, q1, q0\n"
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter" /* the assembly knows where they are */
__attribute__((naked, noinline)) static void
multiply_fours(const int8_t *patch, const int8_t *weight, const int32_t *vectors, int8_t *output,
               int32_t groups, int32_t blocks, int32_t form, int32_t zero)
{
    __asm__(".syntax unified\n"
            "push {r4, r5, r6, r7, r8, r9, r10, r11, r12, lr}\n"
            "ldrd r9, r10, [sp, #40]\n"
            "ldrd r7, r11, [sp, #48]\n"
            "subs r10, r10, #1\n"
            "1: vldrb.8 q0, [r0]\n" ROWS("vmladav.s8")
            "add r5, r0, #16\n"
            "wls lr, r10, 3f\n"
            "2: vldrb.8 q0, [r5], #16\n" ROWS("vmladava.s8")
            "le lr, 2b\n"
            "3: vmov q1[2], q1[0], r4, r8\n"
            "vmov q1[3], q1[1], r6, r12\n" THIMBLE_SCALE_MVE(EACH, "cbnz r7,")
            "vshrnb.i32 q1, q1, #16\n"
            "vqadd.s16 q1, q1, r11\n"
            "vqrshrnb.s16 q1, q1, #6\n"
            "vstrb.32 q1, [r3], #4\n"
            "subs r9, r9, #1\n"
            "bne 1b\n"
            "pop {r4, r5, r6, r7, r8, r9, r10, r11, r12, pc}\n"
            THIMBLE_SCALE_OTHERWISE_MVE(EACH, "cmp r7, #1\n", THIMBLE_NEGATIVE_LESS_MVE("q1", "q0")));
}
#undef ROW
#undef ROWS
#undef EACH

/* What multiply_two reads again for each group, in the order of its registers, and at its start. */
typedef struct {
    int32_t zero;          /* r0 */
    const int8_t *first;   /* r1 */
    int32_t form;          /* r2 */
    const int8_t *second;  /* r3; the first patch ends here */
    int8_t *output;        /* r4 */
    int8_t *next_output;   /* r6 */
    const int8_t *end;     /* r8, of the weights */
    const int8_t *weight;  /* r5 */
    const int32_t *vectors; /* r7 */
    int32_t blocks;
} two_patches;

/* All groups of four rows up to `end`, at least one, times two patches, in 29 instructions for each, 14
 * for each block and two for each four blocks. Sums take all registers of even number, so loops end where the
 * first patch does; four blocks stand one after another, and r11 is where the first turn begins:
 *     r0 r2 r4 r6 sums of the first patch, r8 r10 r12 lr of the second, r1 r3 places in them, r5 weights,
 *     r7 vectors of steps, r9 end of the first patch */
#define ROW(one, other, add)              \
    "vldrb.8 q2, [r5], #16\n" add " " #one ", q0, q2\n" add " " #other ", q1, q2\n"
#define BLOCK(add)                                                              \
    "vldrb.8 q0, [r1], #16\n"                                                  \
    "vldrb.8 q1, [r3], #16\n" ROW(r0, r8, add) ROW(r2, r10, add)               \
    ROW(r4, r12, add) ROW(r6, lr, add)
#define BLOCK_BYTES "56"
#define EACH(operation)                                                         \
    THIMBLE_NEXT_VECTOR_MVE("r7", "q2") operation " q0, q0, q2\n" operation " q1, q1, q2\n"
__attribute__((naked, noinline)) static void multiply_two(const two_patches *two)
{
    __asm__(".syntax unified\n"
            "push {r4, r5, r6, r7, r8, r9, r10, r11, r12, lr}\n"
            "ldrd r5, r7, [r0, #28]\n"
            "ldr r10, [r0, #36]\n"
            "ldm r0, {r1, r2, r3, r4, r6, r8, r12}\n"
            "push {r1, r2, r3, r4, r6, r8, r12}\n"
            "mov r1, r2\n"
            "mov r3, r4\n"
            "mov r9, r4\n"
            "adr r11, 3f\n"
            "subs r10, r10, #2\n"
            "blt 0f\n"
            "adr r11, 8f\n"
            "and r10, r10, #3\n"
            "add r10, r10, #1\n"
            "mov r12, #" BLOCK_BYTES "\n"
            "mls r11, r10, r12, r11\n"
            "0: orr r11, r11, #1\n"
            "1:\n" BLOCK("vmladav.s8")
            "bx r11\n"
            ".p2align 2\n"
            "2:\n" BLOCK("vmladava.s8") BLOCK("vmladava.s8") BLOCK("vmladava.s8") BLOCK("vmladava.s8")
            "8: cmp.w r1, r9\n"
            "bne.w 2b\n"
            ".p2align 2\n"
            "3: vmov q0[2], q0[0], r0, r4\n"
            "vmov q0[3], q0[1], r2, r6\n"
            "vmov q1[2], q1[0], r8, r12\n"
            "vmov q1[3], q1[1], r10, lr\n"
            "ldm sp, {r0, r1, r2, r3, r4, r6, r8}\n" THIMBLE_SCALE_MVE(EACH, "cbnz r2,")
            "vshrnb.i32 q0, q0, #16\n"
            "vshrnt.i32 q0, q1, #16\n"
            "vqadd.s16 q0, q0, r0\n"
            "vqrshrnb.s16 q0, q0, #6\n"
            "vstrb.32 q0, [r4], #4\n"
            "vshr.u32 q0, q0, #16\n"
            "vstrb.32 q0, [r6], #4\n"
            "strd r4, r6, [sp, #16]\n"
            "cmp r5, r8\n"
            "bne.w 1b\n"
            "add sp, sp, #28\n"
            "pop {r4, r5, r6, r7, r8, r9, r10, r11, r12, pc}\n"
            THIMBLE_SCALE_OTHERWISE_MVE(EACH, "cmp r2, #1\n", THIMBLE_NEGATIVE_LESS_MVE("q0", "q2")
                                                        THIMBLE_NEGATIVE_LESS_MVE("q1", "q2")));
}
#pragma GCC diagnostic pop
#undef ROW
#undef BLOCK
#undef BLOCK_BYTES
#undef EACH

void thimble_rows_multiply_s8_mve(const thimble_rows_s8_mve *rows, const int8_t *patch,
                                  int8_t *output)
{
    const thimble_steps_s8_mve *steps = &rows->steps;
    const int32_t groups = rows->outputs / 4;
    const int32_t rest = rows->outputs % 4;
    if (groups > 0) {
        multiply_fours(patch, rows->weight, steps->vectors, output, groups, rows->blocks,
                       steps->form, steps->zero);
    }
    if (rest > 0) {
        int8_t last[4];
        multiply_fours(patch, rows->weight + 64 * groups * rows->blocks,
                       steps->vectors + groups * thimble_steps_words_mve, last, 1, rows->blocks,
                       steps->form, steps->zero);
        for (int32_t k = 0; k < rest; k++) {
            output[4 * groups + k] = last[k];
        }
    }
}

void thimble_rows_multiply_two_s8_mve(const thimble_rows_s8_mve *rows, const int8_t *patches,
                                      int32_t pitch, int8_t *output)
{
    const thimble_steps_s8_mve *steps = &rows->steps;
    const int32_t groups = rows->outputs / 4;
    const int32_t rest = rows->outputs % 4;
    const int32_t group = 64 * rows->blocks; /* bytes of weights */
    two_patches two = {steps->zero,
                       patches,
                       steps->form,
                       patches + 16 * rows->blocks,
                       output,
                       output + pitch,
                       rows->weight + groups * group,
                       rows->weight,
                       steps->vectors,
                       rows->blocks};
    if (groups > 0) {
        multiply_two(&two);
    }
    if (rest > 0) {
        int8_t last[8];
        two.output = last;
        two.next_output = last + 4;
        two.weight = two.end;
        two.end += group;
        two.vectors += groups * thimble_steps_words_mve;
        multiply_two(&two);
        for (int32_t k = 0; k < rest; k++) {
            output[4 * groups + k] = last[k];
            output[pitch + 4 * groups + k] = last[4 + k];
        }
    }
}
