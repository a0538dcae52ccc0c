#include "thimble_depthwise3x3_s8_mve.h"

#include "thimble_rows_s8_mve.h"

/* What the kernels are given of a pixel, in the order of their registers. */
typedef struct {
    const int8_t *tap[9];  /* r0 to r8 */
    int8_t *output;        /* r9 */
    const int8_t *weight;  /* r10 */
    const int32_t *vectors; /* r11 */
    int32_t zero;          /* r12: zero in the low half, form in the high one */
    int32_t groups;        /* lr */
} one_pixel;

/* All whole groups of sixteen channels, at least one, in 119 instructions for each: sums of channels 0, 2,
 * 1 and 3 modulo 4 in q4 to q7. The second input of a pair is loaded twice, as no vector is left for
 * its products. */
#define LOAD(tap, step) "vldrb.8 q0, [" tap "]" step "\n"
#define NEXT_WEIGHT "vldrb.8 q1, [r10], #16\n"
#define PRODUCTS(even, odd) "vmullb.s8 " even ", q0, q1\n" "vmullt.s8 " odd ", q0, q1\n"
#define WIDENED(how, from, to) how " q0, " from "\n" "vadd.i32 " to ", " to ", q0\n"
#define PLUS                                                                    \
    WIDENED("vmovlb.s16", "q2", "q4") WIDENED("vmovlt.s16", "q2", "q5")        \
    WIDENED("vmovlb.s16", "q3", "q6") WIDENED("vmovlt.s16", "q3", "q7")
#define PAIR(one, other)                                                        \
    LOAD(one, ", #16") NEXT_WEIGHT PRODUCTS("q2", "q3")                        \
    LOAD(other, "") NEXT_WEIGHT "vmullb.s8 q0, q0, q1\n"                       \
    "vadd.i16 q2, q2, q0\n"                                                    \
    LOAD(other, ", #16") "vmullt.s8 q0, q0, q1\n"                              \
    "vadd.i16 q3, q3, q0\n" PLUS
#define WITH_NEXT(operation, sums)                                              \
    THIMBLE_NEXT_VECTOR_MVE("r11", "q0") operation " " sums ", " sums ", q0\n"
#define EACH(operation)                                                         \
    WITH_NEXT(operation, "q4") WITH_NEXT(operation, "q5")                      \
    WITH_NEXT(operation, "q6") WITH_NEXT(operation, "q7")
#define LESS(sums) THIMBLE_NEGATIVE_LESS_MVE(sums, "q0")
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter" /* the assembly knows where they are */
__attribute__((naked, noinline)) static void multiply_sixteens(const one_pixel *pixel)
{
    __asm__(".syntax unified\n"
            "push {r4, r5, r6, r7, r8, r9, r10, r11, r12, lr}\n"
            "vpush {d8, d9, d10, d11, d12, d13, d14, d15}\n"
            "ldm r0, {r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, lr}\n"
            "dls lr, lr\n"
            "1:\n" LOAD("r0", ", #16") NEXT_WEIGHT PRODUCTS("q4", "q6")
            LOAD("r1", ", #16") NEXT_WEIGHT PRODUCTS("q2", "q3")
            "vadd.i16 q2, q2, q4\n"
            "vadd.i16 q3, q3, q6\n"
            "vmovlb.s16 q4, q2\n"
            "vmovlt.s16 q5, q2\n"
            "vmovlb.s16 q6, q3\n"
            "vmovlt.s16 q7, q3\n" PAIR("r2", "r3") PAIR("r4", "r5") PAIR("r6", "r7")
            LOAD("r8", ", #16") NEXT_WEIGHT PRODUCTS("q2", "q3") PLUS
            "tst r12, #0x30000\n" THIMBLE_SCALE_MVE(EACH, "bne.w")
            "vshrnb.i32 q4, q4, #16\n"
            "vshrnt.i32 q4, q5, #16\n"
            "vshrnb.i32 q6, q6, #16\n"
            "vshrnt.i32 q6, q7, #16\n"
            "vqadd.s16 q4, q4, r12\n"
            "vqadd.s16 q6, q6, r12\n"
            "vqrshrnb.s16 q4, q4, #6\n"
            "vqrshrnt.s16 q4, q6, #6\n"
            "vstrb.8 q4, [r9], #16\n"
            "le lr, 1b\n"
            "vpop {d8, d9, d10, d11, d12, d13, d14, d15}\n"
            "pop {r4, r5, r6, r7, r8, r9, r10, r11, r12, pc}\n"
            THIMBLE_SCALE_OTHERWISE_MVE(EACH, "tst r12, #0x20000\n",
                                        LESS("q4") LESS("q5") LESS("q6") LESS("q7")));
}
#undef LOAD
#undef NEXT_WEIGHT
#undef PRODUCTS
#undef WIDENED
#undef PLUS
#undef PAIR
#undef EACH

/* Eight channels. Loads that widen take places from r0 to r7 alone: weights are at r7, and the last two taps
 * and the output move to where taps are done with. */
#define PRODUCT(to, at)                \
    "vldrb.s16 q0, [" at "]\n"        \
    "vldrb.s16 q1, [r7], #8\n"        \
    "vmul.i16 " to ", q0, q1\n"
#define PAIR(one, other) PRODUCT("q2", one) PRODUCT("q0", other) "vadd.i16 q2, q2, q0\n"
#define PLUS                    \
    "vmovlb.s16 q0, q2\n"      \
    "vadd.i32 q3, q3, q0\n"    \
    "vmovlt.s16 q0, q2\n"      \
    "vadd.i32 q4, q4, q0\n"
#define EACH(operation) WITH_NEXT(operation, "q3") WITH_NEXT(operation, "q4")
__attribute__((naked, noinline)) static void multiply_eight(const one_pixel *pixel)
{
    __asm__(".syntax unified\n"
            "push {r4, r5, r6, r7, r8, r9, r10, r11, r12, lr}\n"
            "vpush {d8, d9}\n"
            "ldm r0, {r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12}\n"
            "mov lr, r7\n"
            "mov r7, r10\n" PAIR("r0", "r1")
            "vmovlb.s16 q3, q2\n"
            "vmovlt.s16 q4, q2\n" PAIR("r2", "r3") PLUS PAIR("r4", "r5") PLUS
            "mov r0, lr\n" PAIR("r6", "r0") PLUS
            "mov r0, r8\n" PRODUCT("q2", "r0") PLUS
            "mov r0, r9\n"
            "tst r12, #0x30000\n" THIMBLE_SCALE_MVE(EACH, "bne.w")
            "vshrnb.i32 q3, q3, #16\n"
            "vshrnt.i32 q3, q4, #16\n"
            "vqadd.s16 q3, q3, r12\n"
            "vqrshrnb.s16 q3, q3, #6\n"
            "vstrb.16 q3, [r0]\n"
            "vpop {d8, d9}\n"
            "pop {r4, r5, r6, r7, r8, r9, r10, r11, r12, pc}\n"
            THIMBLE_SCALE_OTHERWISE_MVE(EACH, "tst r12, #0x20000\n", LESS("q3") LESS("q4")));
}
#pragma GCC diagnostic pop
#undef PRODUCT
#undef PAIR
#undef PLUS
#undef WITH_NEXT
#undef EACH
#undef LESS

/* The last channels of a pixel, fewer than eight: taps one by one. */
static void multiply_rest(const one_pixel *pixel, int32_t rest, const thimble_steps_s8_mve *steps)
{
    const mve_pred16_t some = vctp16q((uint32_t)rest);
    int32x4_t even = vdupq_n_s32(0);
    int32x4_t odd = even;
    for (int32_t k = 0; k < 9; k++) {
        const int16x8_t weight = vldrbq_s16(pixel->weight + 8 * k);
        const int16x8_t product = vmulq_s16(vldrbq_z_s16(pixel->tap[k], some), weight);
        even = vaddq_s32(even, vmovlbq_s16(product));
        odd = vaddq_s32(odd, vmovltq_s16(product));
    }
    even = thimble_scale_s8_mve(steps, pixel->vectors, 8, even);
    odd = thimble_scale_s8_mve(steps, pixel->vectors + 4, 8, odd);
    int16x8_t both = vshrntq_n_s32(vshrnbq_n_s32(vdupq_n_s16(0), even, 16), odd, 16);
    both = vqaddq_n_s16(both, (int16_t)steps->zero);
    const int8x16_t bytes = vqrshrnbq_n_s16(vdupq_n_s8(0), both, 6);
    vstrbq_p_s16(pixel->output, vreinterpretq_s16_s8(bytes), some);
}

/* Puts the pixel past channels that are done. */
static void move_on(one_pixel *pixel, int32_t channels)
{
    for (int32_t k = 0; k < 9; k++) {
        pixel->tap[k] += channels;
    }
    pixel->output += channels;
    pixel->weight += 9 * channels;
    pixel->vectors += thimble_steps_words_mve / 4 * channels;
}

static void multiply(const thimble_depthwise3x3_s8_mve_config *config, one_pixel *pixel)
{
    int32_t rest = config->sliding.channels;
    pixel->weight = config->weight;
    pixel->vectors = config->steps.vectors;
    if (rest >= 16) {
        multiply_sixteens(pixel);
        if (rest % 16 == 0) {
            return;
        }
        move_on(pixel, rest - rest % 16);
        rest %= 16;
    }
    if (rest >= 8) {
        multiply_eight(pixel);
        rest -= 8;
        if (rest == 0) {
            return;
        }
        move_on(pixel, 8);
    }
    multiply_rest(pixel, rest, &config->steps);
}

/* Taps in the padding are at `padding`. */
static void find_taps_at_border(const thimble_sliding *sliding, const int8_t *input, int32_t row,
                                int32_t column, const int8_t *padding, const int8_t **tap)
{
    for (int32_t i = 0; i < 3; i++) {
        const int32_t y = row + i * sliding->dilation_height;
        const int inside = y >= 0 && y < sliding->input_height;
        for (int32_t j = 0; j < 3; j++) {
            const int32_t x = column + j * sliding->dilation_width;
            const int32_t place = (y * sliding->input_width + x) * sliding->channels;
            *tap++ = inside && x >= 0 && x < sliding->input_width ? input + place : padding;
        }
    }
}

static void find_taps(const thimble_sliding *sliding, const int8_t *first, const int8_t **tap)
{
    const int32_t column = sliding->dilation_width * sliding->channels;
    const int32_t row = sliding->dilation_height * sliding->input_width * sliding->channels;
    for (int32_t i = 0; i < 3; i++) {
        tap[0] = first;
        tap[1] = first + column;
        tap[2] = first + 2 * column;
        first += row;
        tap += 3;
    }
}

void thimble_depthwise3x3_s8_mve(const thimble_depthwise3x3_s8_mve_config *config,
                                 const int8_t *input, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t channels = sliding->channels;
    const int32_t line = sliding->input_width * channels;
    one_pixel pixel;
    pixel.zero = (config->steps.zero & 0xFFFF) | (config->steps.form << 16);
    pixel.groups = channels / 16;
    thimble_fill_s8_mve((int8_t)config->input_zero, channels, scratch);
    for (int32_t y = 0; y < sliding->output_height; y++) {
        const int32_t row = thimble_first_row(sliding, y);
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const int32_t column = thimble_first_column(sliding, x);
            if (thimble_is_inside(sliding, row, column)) {
                find_taps(sliding, input + row * line + column * channels, pixel.tap);
            } else {
                find_taps_at_border(sliding, input, row, column, scratch, pixel.tap);
            }
            pixel.output = output;
            multiply(config, &pixel);
            output += channels;
        }
    }
    const int32_t size = sliding->output_height * sliding->output_width * channels;
    thimble_clamp_s8_mve(&config->steps, size, output - size);
}
