#include "thimble_dense_s4_mve.h"

/* All rows by fours, at least one four; `before` is -8 times the sum of the patch:
 *     r0 patch, r1 packed, r2 vectors of steps, r3 output, r4 r8 sums of raw bytes and then zero, r6 r12 of
 *     low halves, r5 place in the patch, r7 form, r9 fours, r10 blocks, r11 before, q3 what cuts out low
 *     halves */
#define TWO_ROWS(raw, low)             \
    "vldrb.8 q1, [r1], #16\n"          \
    "vmladava.s8 " #raw ", q0, q1\n"   \
    "vand q1, q1, q3\n"                \
    "vmladava.s8 " #low ", q0, q1\n"
#define EACH(operation) THIMBLE_NEXT_VECTOR_MVE("r2", "q0") operation " q1, q1, q0\n"
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter" /* the assembly knows where they are */
__attribute__((naked, noinline)) static void
multiply_fours(const int8_t *patch, const int32_t *packed, const int32_t *vectors, int8_t *output,
               int32_t fours, int32_t blocks, int32_t before, int32_t form, int32_t zero)
{
    __asm__(".syntax unified\n"
            "push {r4, r5, r6, r7, r8, r9, r10, r11, r12, lr}\n"
            "ldrd r9, r10, [sp, #40]\n"
            "ldrd r11, r7, [sp, #48]\n"
            "vmov.i8 q3, #15\n"
            "1: mov r5, r0\n"
            "mov r4, r11\n"
            "mov r6, r11\n"
            "mov r8, r11\n"
            "mov r12, r11\n"
            "dls lr, r10\n"
            "2: vldrb.8 q0, [r5], #16\n" TWO_ROWS(r4, r6) TWO_ROWS(r8, r12)
            "le lr, 2b\n"
            "sub r4, r4, r6\n"
            "sub r8, r8, r12\n"
            "asr r4, r4, #4\n"
            "asr r8, r8, #4\n"
            "vmov q1[2], q1[0], r6, r12\n"
            "vmov q1[3], q1[1], r4, r8\n"
            "ldr r4, [sp, #56]\n" THIMBLE_SCALE_MVE(EACH, "cbnz r7,")
            "vshrnb.i32 q1, q1, #16\n"
            "vqadd.s16 q1, q1, r4\n"
            "vqrshrnb.s16 q1, q1, #6\n"
            "vstrb.32 q1, [r3], #4\n"
            "subs r9, r9, #1\n"
            "bne 1b\n"
            "pop {r4, r5, r6, r7, r8, r9, r10, r11, r12, pc}\n"
            THIMBLE_SCALE_OTHERWISE_MVE(EACH, "cmp r7, #1\n", THIMBLE_NEGATIVE_LESS_MVE("q1", "q0")));
}
#pragma GCC diagnostic pop
#undef TWO_ROWS
#undef EACH

static int32_t sum_of(const int8_t *patch, int32_t blocks)
{
    int32_t sum = 0;
    for (; blocks > 0; blocks--) {
        sum = vaddvaq_s8(sum, vldrbq_s8(patch));
        patch += 16;
    }
    return sum;
}

void thimble_dense_s4_mve(const thimble_dense_s4_mve_config *config, const int8_t *input,
                          int8_t *scratch, int8_t *output)
{
    const thimble_dense_s8_mve_config *layer = &config->layer;
    const int32_t blocks = layer->rows.blocks;
    const int32_t whole = layer->rows.outputs / 4;
    const int32_t rest = layer->rows.outputs % 4;
    const int32_t *packed = config->packed;
    const thimble_steps_s8_mve *steps = &layer->rows.steps;
    /* what lies behind the last tap counts in the sum of the patch */
    vstrbq_s8(scratch + 16 * blocks - 16, vdupq_n_s8(0));
    for (int32_t i = 0; i < layer->count; i++) {
        thimble_take_s8_mve(input, layer->inputs, scratch);
        const int32_t before = -8 * sum_of(scratch, blocks);
        if (whole > 0) {
            multiply_fours(scratch, packed, steps->vectors, output, whole, blocks, before,
                           steps->form, steps->zero);
        }
        if (rest > 0) {
            int8_t last[4];
            multiply_fours(scratch, packed + 8 * whole * blocks,
                           steps->vectors + thimble_steps_words_mve * whole, last, 1, blocks, before,
                           steps->form, steps->zero);
            for (int32_t k = 0; k < rest; k++) {
                output[4 * whole + k] = last[k];
            }
        }
        input += layer->inputs;
        output += layer->rows.outputs;
    }
    const int32_t size = layer->count * layer->rows.outputs;
    thimble_clamp_s8_mve(steps, size, output - size);
}
