#include "thimble_dense_s4_scalar.h"

/* The sums of four rows over a patch: a product of a value with two weights in one word is two products,
 * and after sixteen of them, at most 16 * 255 * 15 < 2^16 each, what the word has summed is taken apart. */
#if defined(__ARM_ARCH_6M__) && defined(__GNUC__)
/* r0 packed, r1 patch, r2 mask, r3 word, r4 two weights, r5 value, r6 r7 sums of two rows, r8-r11 those of
 * the four, r12 end of sixteen taps, lr end of all: 19 instructions for eight products. */
#define TWO(sums, shift)               \
    "lsrs r4, r3, #" #shift "\n"       \
    "ands r4, r2\n"                    \
    "muls r4, r5, r4\n"                \
    "adds " #sums ", " #sums ", r4\n"
#define TWO_TAPS(k, next)              \
    "ldmia r0!, {r3}\n"                \
    "ldrb r5, [r1, #" #k "]\n"         \
    "mov r4, r3\n"                     \
    "ands r4, r2\n"                    \
    "muls r4, r5, r4\n"                \
    "adds r6, r6, r4\n"                \
    TWO(r7, 4)                         \
    "ldrb r5, [r1, #" #next "]\n"      \
    TWO(r6, 8) TWO(r7, 12)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter" /* the assembly knows where they are */
__attribute__((naked, noinline)) static void multiply(const int32_t *packed, const uint8_t *patch,
                                                      const uint8_t *end, uint32_t *sums)
{
    __asm__(".syntax unified\n"
            "push {r3, r4, r5, r6, r7, lr}\n"
            "mov r4, r8\n"
            "mov r5, r9\n"
            "mov r6, r10\n"
            "mov r7, r11\n"
            "push {r4, r5, r6, r7}\n"
            "mov lr, r2\n"
            "ldr r4, [r3]\n"
            "mov r8, r4\n"
            "mov r9, r4\n"
            "mov r10, r4\n"
            "mov r11, r4\n"
            "movs r2, #15\n"
            "lsls r3, r2, #16\n"
            "orrs r2, r3\n"
            "1: mov r4, r1\n"
            "adds r4, #16\n"
            "cmp r4, lr\n"
            "bls 2f\n"
            "mov r4, lr\n"
            "2: mov r12, r4\n"
            "movs r6, #0\n"
            "movs r7, #0\n"
            "3:\n" TWO_TAPS(0, 1) TWO_TAPS(2, 3)
            "adds r1, r1, #4\n"
            "cmp r1, r12\n"
            "bne 3b\n"
            "uxth r4, r6\n"
            "add r8, r4\n"
            "lsrs r6, r6, #16\n"
            "add r9, r6\n"
            "uxth r4, r7\n"
            "add r10, r4\n"
            "lsrs r7, r7, #16\n"
            "add r11, r7\n"
            "cmp r1, lr\n"
            "bne 1b\n"
            "mov r4, r8\n"
            "mov r5, r9\n"
            "mov r6, r10\n"
            "mov r7, r11\n"
            "ldr r3, [sp, #16]\n"
            "stmia r3!, {r4, r5, r6, r7}\n"
            "pop {r4, r5, r6, r7}\n"
            "mov r8, r4\n"
            "mov r9, r5\n"
            "mov r10, r6\n"
            "mov r11, r7\n"
            "pop {r3, r4, r5, r6, r7, pc}\n");
}
#pragma GCC diagnostic pop
#undef TWO_TAPS
#undef TWO
#else
static void multiply(const int32_t *packed, const uint8_t *patch, const uint8_t *end,
                     uint32_t *sums)
{
    const uint32_t two = 0x000f000fU;
    uint32_t sum0 = sums[0];
    uint32_t sum1 = sum0;
    uint32_t sum2 = sum0;
    uint32_t sum3 = sum0;
    while (patch != end) {
        const uint8_t *stop = end - patch > 16 ? patch + 16 : end;
        uint32_t first = 0;
        uint32_t second = 0;
        while (patch != stop) {
            const uint32_t word = (uint32_t)packed[0];
            const uint32_t next = (uint32_t)packed[1];
            first += (word & two) * patch[0];
            second += (word >> 4 & two) * patch[0];
            first += (word >> 8 & two) * patch[1];
            second += (word >> 12 & two) * patch[1];
            first += (next & two) * patch[2];
            second += (next >> 4 & two) * patch[2];
            first += (next >> 8 & two) * patch[3];
            second += (next >> 12 & two) * patch[3];
            packed += 2;
            patch += 4;
        }
        sum0 += first & 0xffffU;
        sum1 += first >> 16;
        sum2 += second & 0xffffU;
        sum3 += second >> 16;
    }
    sums[0] = sum0;
    sums[1] = sum1;
    sums[2] = sum2;
    sums[3] = sum3;
}
#endif

static void multiply_rows(const thimble_rows_s8_scalar *rows, const int32_t *packed,
                          const uint8_t *patch, int32_t sum, int8_t *output)
{
    const int32_t *steps = rows->steps;
    for (int32_t left = rows->outputs; left > 0; left -= 4) {
        uint32_t sums[4] = {0U - 8U * (uint32_t)sum, 0, 0, 0};
        multiply(packed, patch, patch + rows->taps, sums);
        const int32_t count = left < 4 ? left : 4;
        for (int32_t k = 0; k < count; k++) {
            *output++ = thimble_step_s8(steps, (int32_t)sums[k]);
            steps += thimble_steps_words;
        }
        packed += rows->taps / 2;
    }
}

void thimble_dense_s4_scalar(const thimble_dense_s4_scalar_config *config, const int8_t *input,
                             int8_t *scratch, int8_t *output)
{
    const thimble_dense_s8_scalar_config *layer = &config->layer;
    uint8_t *patch = (uint8_t *)scratch;
    for (int32_t k = layer->inputs; k < layer->rows.taps; k++) {
        patch[k] = 0;
    }
    for (int32_t i = 0; i < layer->count; i++) {
        const int32_t sum = thimble_rows_take_s8_scalar(input, layer->inputs, patch, 1);
        multiply_rows(&layer->rows, config->packed, patch, sum, output);
        input += layer->inputs;
        output += layer->rows.outputs;
    }
}
