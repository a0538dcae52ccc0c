#include "thimble_depthwise3x3_s8_mve.h"

#include "thimble_conv2d_s8_mve.h"

/* Where the nine taps of a pixel lie. */
typedef struct {
    const int8_t *first;
    int32_t row;    /* bytes from one row of the kernel to the next */
    int32_t column; /* and from one tap to the next */
} tap_places;

/* All whole groups of eight channels of one pixel, at least one, in 73 instructions for each.
 * Loads that widen take places from r0 to r7 alone, so the last row's taps share one:
 *     r0 r1 r2 r3 r4 r5 taps of the first two rows, r6 of the third, r7 output, r8 weights, r9 vectors of
 *     steps, r10 from tap to tap, r11 back to the first tap of the next channels, r12 form, q5 zero */
#define PRODUCT(to, at, step)           \
    "vldrb.s16 q0, [" at "]" step "\n" \
    "vldrh.16 q1, [r8], #16\n"         \
    "vmul.i16 " to ", q0, q1\n"
#define PAIR(one, step, between, other) \
    PRODUCT("q2", one, step) between PRODUCT("q0", other, ", #8") "vadd.i16 q2, q2, q0\n"
#define PLUS                    \
    "vmovlb.s16 q0, q2\n"      \
    "vadd.i32 q3, q3, q0\n"    \
    "vmovlt.s16 q0, q2\n"      \
    "vadd.i32 q4, q4, q0\n"
#define EACH(operation)                                                 \
    THIMBLE_NEXT_VECTOR_MVE("r9", "q0") operation " q3, q3, q0\n"     \
    THIMBLE_NEXT_VECTOR_MVE("r9", "q0") operation " q4, q4, q0\n"
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter" /* the assembly knows where they are */
__attribute__((naked, noinline)) static void
multiply_eights(const int8_t *first, int32_t column, int32_t row, const int16_t *weight,
                const int32_t *vectors, int8_t *output, int32_t groups, int32_t form, int32_t zero)
{
    __asm__(".syntax unified\n"
            "push {r4, r5, r6, r7, r8, r9, r10, r11, r12, lr}\n"
            "vpush {d8, d9, d10, d11}\n"
            "ldrd r9, r7, [sp, #72]\n"
            "ldrd lr, r12, [sp, #80]\n"
            "ldr r4, [sp, #88]\n"
            "vdup.16 q5, r4\n"
            "mov r8, r3\n"
            "mov r10, r1\n"
            "add r3, r0, r2\n"
            "add r6, r3, r2\n"
            "add r1, r0, r10\n"
            "add r2, r1, r10\n"
            "add r4, r3, r10\n"
            "add r5, r4, r10\n"
            "lsl r11, r10, #1\n"
            "sub r11, r11, #8\n"
            "dls lr, lr\n"
            "1:\n" PAIR("r0", ", #8", "", "r1")
            "vmovlb.s16 q3, q2\n"
            "vmovlt.s16 q4, q2\n" PAIR("r2", ", #8", "", "r3") PLUS
            PAIR("r4", ", #8", "", "r5") PLUS
            PRODUCT("q2", "r6", "")
            "add r6, r6, r10\n" PRODUCT("q0", "r6", "")
            "vadd.i16 q2, q2, q0\n"
            "add r6, r6, r10\n" PLUS PRODUCT("q2", "r6", "")
            "sub r6, r6, r11\n" PLUS
            "cmp r12, #0\n" THIMBLE_SCALE_MVE(EACH, "bne.w")
            "vshrnb.i32 q3, q3, #16\n"
            "vshrnt.i32 q3, q4, #16\n"
            "vqadd.s16 q3, q3, q5\n"
            "vqrshrnb.s16 q3, q3, #6\n"
            "vstrb.16 q3, [r7], #8\n"
            "le lr, 1b\n"
            "vpop {d8, d9, d10, d11}\n"
            "pop {r4, r5, r6, r7, r8, r9, r10, r11, r12, pc}\n"
            THIMBLE_SCALE_OTHERWISE_MVE(EACH, "r12", THIMBLE_NEGATIVE_LESS_MVE("q3", "q0")
                                                         THIMBLE_NEGATIVE_LESS_MVE("q4", "q0")));
}
#pragma GCC diagnostic pop
#undef PRODUCT
#undef PAIR
#undef PLUS
#undef EACH

/* The last channels of a pixel, fewer than eight: taps one by one. */
static void multiply_rest(const tap_places *places, int32_t channel, int32_t rest,
                          const int16_t *weight, const thimble_steps_s8_mve *steps,
                          int8_t *output)
{
    const mve_pred16_t some = vctp16q((uint32_t)rest);
    int32x4_t even = vdupq_n_s32(0);
    int32x4_t odd = even;
    for (int32_t i = 0; i < 3; i++) {
        for (int32_t j = 0; j < 3; j++) {
            const int8_t *at = places->first + i * places->row + j * places->column + channel;
            const int16x8_t product = vmulq_s16(vldrbq_z_s16(at, some), vldrhq_s16(weight));
            even = vaddq_s32(even, vmovlbq_s16(product));
            odd = vaddq_s32(odd, vmovltq_s16(product));
            weight += 8;
        }
    }
    const int32_t *vectors = steps->vectors + thimble_steps_words_mve / 4 * channel;
    even = thimble_scale_s8_mve(steps, vectors, 8, even);
    odd = thimble_scale_s8_mve(steps, vectors + 4, 8, odd);
    int16x8_t both = vshrntq_n_s32(vshrnbq_n_s32(vdupq_n_s16(0), even, 16), odd, 16);
    both = vqaddq_n_s16(both, (int16_t)steps->zero);
    const int8x16_t bytes = vqrshrnbq_n_s16(vdupq_n_s8(0), both, 6);
    vstrbq_p_s16(output, vreinterpretq_s16_s8(bytes), some);
}

static void one_pixel(const thimble_depthwise3x3_s8_mve_config *config, const tap_places *places,
                      int8_t *output)
{
    const int32_t channels = config->sliding.channels;
    const int32_t groups = channels / 8;
    const int32_t done = 8 * groups;
    if (groups > 0) {
        multiply_eights(places->first, places->column, places->row, config->weight,
                        config->steps.vectors, output, groups, config->steps.form,
                        config->steps.zero);
    }
    if (done < channels) {
        multiply_rest(places, done, channels - done, config->weight + 72 * groups,
                      &config->steps, output + done);
    }
}

void thimble_depthwise3x3_s8_mve(const thimble_depthwise3x3_s8_mve_config *config,
                                 const int8_t *input, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t channels = sliding->channels;
    const int32_t line = sliding->input_width * channels;
    for (int32_t y = 0; y < sliding->output_height; y++) {
        const int32_t row = thimble_first_row(sliding, y);
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const int32_t column = thimble_first_column(sliding, x);
            tap_places places;
            if (thimble_is_inside(sliding, row, column)) {
                places.first = input + row * line + column * channels;
                places.row = sliding->dilation_height * line;
                places.column = sliding->dilation_width * channels;
            } else {
                thimble_patch_take_s8_mve(sliding, config->input_zero, input, row, column, scratch);
                places.first = scratch;
                places.row = 3 * channels;
                places.column = channels;
            }
            one_pixel(config, &places, output);
            output += channels;
        }
    }
    const int32_t size = sliding->output_height * sliding->output_width * channels;
    thimble_clamp_s8_mve(&config->steps, size, output - size);
}
