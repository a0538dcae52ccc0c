#include "thimble_winograd3x3_s8_dsp.h"

#include "thimble_halfwords_dsp.h"
#include "thimble_unpack_s4.h"

/* Sums and differences of halfwords in pairs. */
static inline uint32_t sum(uint32_t a, uint32_t b)
{
    return (uint32_t)__sadd16((int16x2_t)a, (int16x2_t)b);
}

static inline uint32_t less(uint32_t a, uint32_t b)
{
    return (uint32_t)__ssub16((int16x2_t)a, (int16x2_t)b);
}

/* Where the parts of the scratch lie, all in words. */
typedef struct {
    uint32_t *rows; /* rows of the picture, transformed downwards, beginning with the padding */
    uint32_t *v;
    const int8_t *zeros; /* a row of padding */
    int32_t stride;      /* from one transformed row to the next */
    int32_t pixel;       /* of one pixel */
} workspace;

static workspace set_up(const thimble_winograd3x3_s8_dsp_config *config, int32_t rows,
                        int32_t columns, int8_t *scratch)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t line = sliding->input_width * sliding->channels;
    const uintptr_t alignment = (uintptr_t)(4 * sliding->channels);
    workspace made;
    made.pixel = sliding->channels / 2;
    made.stride = (sliding->input_width + columns) * made.pixel;
    made.zeros = scratch;
    made.rows = (uint32_t *)(void *)(scratch + line);
    const uintptr_t behind = (uintptr_t)(made.rows + rows * made.stride);
    const uintptr_t past = behind % alignment;
    made.v = made.rows + rows * made.stride + (past == 0 ? 0 : (alignment - past) / 4);
    memset(scratch, config->input_zero, (size_t)line);
    return made;
}

static const int8_t *row_of(const thimble_winograd3x3_s8_dsp_config *config, const int8_t *input,
                            int32_t y, const workspace *work)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t line = sliding->input_width * sliding->channels;
    return y < 0 || y >= sliding->input_height ? work->zeros : input + y * line;
}

/* Four rows a b c d downwards: a - c, b + c, c - b, b - d. */
static void down1(const int8_t *const source[4], uint32_t *to, int32_t stride, int32_t words)
{
    const int8_t *a = source[0];
    const int8_t *b = source[1];
    const int8_t *c = source[2];
    const int8_t *d = source[3];
    uint32_t *second = to + stride;
    uint32_t *third = second + stride;
    uint32_t *fourth = third + stride;
    for (int32_t i = 0; i < words; i++) {
        const uint32_t word_a = thimble_load4_s8(a + 4 * i);
        const uint32_t word_b = thimble_load4_s8(b + 4 * i);
        const uint32_t word_c = thimble_load4_s8(c + 4 * i);
        const uint32_t word_d = thimble_load4_s8(d + 4 * i);
        const uint32_t b0 = thimble_even_bytes(word_b);
        const uint32_t b1 = thimble_odd_bytes(word_b);
        const uint32_t c0 = thimble_even_bytes(word_c);
        const uint32_t c1 = thimble_odd_bytes(word_c);
        to[2 * i] = less(thimble_even_bytes(word_a), c0);
        to[2 * i + 1] = less(thimble_odd_bytes(word_a), c1);
        second[2 * i] = sum(b0, c0);
        second[2 * i + 1] = sum(b1, c1);
        third[2 * i] = less(c0, b0);
        third[2 * i + 1] = less(c1, b1);
        fourth[2 * i] = less(b0, thimble_even_bytes(word_d));
        fourth[2 * i + 1] = less(b1, thimble_odd_bytes(word_d));
    }
}

/* The padding beside the picture in each transformed row: 0, or twice the zero in the second. */
static void pad1(const thimble_winograd3x3_s8_dsp_config *config, const workspace *work)
{
    const uint32_t twice = (uint32_t)(2 * config->input_zero) & 0xffffU;
    for (int32_t row = 0; row < 4; row++) {
        const uint32_t word = row == 1 ? twice | (twice << 16) : 0;
        uint32_t *before = work->rows + row * work->stride;
        uint32_t *behind = before + work->stride - work->pixel;
        for (int32_t i = 0; i < work->pixel; i++) {
            before[i] = word;
            behind[i] = word;
        }
    }
}

/* All blocks of the picture, for `outputs` channels from `output` on. */
static void all_blocks1(const thimble_winograd3x3_s8_dsp_config *config, const workspace *work,
                        const int8_t *input, const int32_t *u, int32_t outputs, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t words = sliding->input_width * sliding->channels / 4;
    for (int32_t y = 0; y < sliding->output_height; y += 2) {
        const int8_t *rows[4];
        for (int32_t i = 0; i < 4; i++) {
            rows[i] = row_of(config, input, y - 1 + i, work);
        }
        down1(rows, work->rows + work->pixel, work->stride, words);
        for (int32_t x = 0; x < sliding->output_width; x += 4) {
            config->along(work->rows + x * work->pixel, work->v);
            config->multiply(work->v, u,
                             output + (y * sliding->output_width + x) * config->outputs, outputs);
        }
    }
}

/* The weights of two outputs in int8: where they lie, or unpacked to `room`. */
static const int8_t *weights_of_pair(const thimble_winograd3x3_s8_dsp_config *config, int32_t first,
                                     int8_t *room)
{
    const int32_t patch = 9 * config->sliding.channels;
    if (config->packed == NULL) {
        return config->weight + first * patch;
    }
    (void)thimble_unpack_s4(config->packed + first * patch / 8, patch / 4, room);
    return room;
}

/* The stream of transformed weights for some outputs: products by the routine, the rest copied. */
static void make_stream(const thimble_winograd3x3_s8_dsp_config *config, int32_t first,
                        int32_t outputs, int32_t *u)
{
    const int32_t channels = config->sliding.channels;
    int8_t *room = (int8_t *)(u + config->made_outputs / 2 * (16 * channels + config->end_words));
    for (int32_t o = first; o < first + outputs; o += 2) {
        const int32_t *ends = config->ends + o / 2 * config->end_words;
        config->make(weights_of_pair(config, o, room), u);
        u[4 * channels] = ends[0];
        u[4 * channels + 1] = ends[1];
        u += 16 * channels + 2;
        for (int32_t i = 2; i < config->end_words; i++) {
            *u++ = ends[i];
        }
    }
}

void thimble_winograd3x3_stride1_s8_dsp(const thimble_winograd3x3_s8_dsp_config *config,
                                        const int8_t *input, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const workspace work = set_up(config, 4, 2, scratch);
    pad1(config, &work);
    if (config->u != NULL) {
        all_blocks1(config, &work, input, config->u, config->outputs, output);
    } else {
        int32_t *made = (int32_t *)(void *)(work.v + 16 * sliding->channels);
        for (int32_t o = 0; o < config->outputs; o += config->made_outputs) {
            const int32_t left = config->outputs - o;
            const int32_t count = left < config->made_outputs ? left : config->made_outputs;
            make_stream(config, o, count, made);
            all_blocks1(config, &work, input, made, count, output + o);
        }
    }
    thimble_clamp_s8_dsp(&config->range, output,
                         sliding->output_height * sliding->output_width * config->outputs);
}

/* Five rows a b c d e downwards: a - c, c, c - e, b, d. */
static void down2(const int8_t *const source[5], uint32_t *to, int32_t stride, int32_t words)
{
    for (int32_t i = 0; i < words; i++) {
        const uint32_t word_a = thimble_load4_s8(source[0] + 4 * i);
        const uint32_t word_b = thimble_load4_s8(source[1] + 4 * i);
        const uint32_t word_c = thimble_load4_s8(source[2] + 4 * i);
        const uint32_t word_d = thimble_load4_s8(source[3] + 4 * i);
        const uint32_t word_e = thimble_load4_s8(source[4] + 4 * i);
        const uint32_t c0 = thimble_even_bytes(word_c);
        const uint32_t c1 = thimble_odd_bytes(word_c);
        uint32_t *at = to + 2 * i;
        at[0] = less(thimble_even_bytes(word_a), c0);
        at[1] = less(thimble_odd_bytes(word_a), c1);
        at += stride;
        at[0] = c0;
        at[1] = c1;
        at += stride;
        at[0] = less(c0, thimble_even_bytes(word_e));
        at[1] = less(c1, thimble_odd_bytes(word_e));
        at += stride;
        at[0] = thimble_even_bytes(word_b);
        at[1] = thimble_odd_bytes(word_b);
        at += stride;
        at[0] = thimble_even_bytes(word_d);
        at[1] = thimble_odd_bytes(word_d);
    }
}

/* The padding behind the picture in each transformed row: the zero where a row stands alone. */
static void pad2(const thimble_winograd3x3_s8_dsp_config *config, const workspace *work)
{
    const uint32_t zero = (uint32_t)config->input_zero & 0xffffU;
    for (int32_t row = 0; row < 5; row++) {
        const uint32_t word = row == 0 || row == 2 ? 0 : zero | (zero << 16);
        uint32_t *behind = work->rows + (row + 1) * work->stride - work->pixel;
        for (int32_t i = 0; i < work->pixel; i++) {
            behind[i] = word;
        }
    }
}

void thimble_winograd3x3_stride2_s8_dsp(const thimble_winograd3x3_s8_dsp_config *config,
                                        const int8_t *input, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t channels = sliding->channels;
    const workspace work = set_up(config, 5, 1, scratch);
    pad2(config, &work);
    for (int32_t y = 0; y < sliding->output_height; y += 2) {
        const int8_t *rows[5];
        for (int32_t i = 0; i < 5; i++) {
            rows[i] = row_of(config, input, 2 * y + i, &work);
        }
        down2(rows, work.rows, work.stride, sliding->input_width * channels / 4);
        for (int32_t x = 0; x < sliding->output_width; x += 4) {
            config->along(work.rows + 2 * x * work.pixel, work.v);
            config->multiply(work.v, config->u,
                             output + (y * sliding->output_width + x) * config->outputs,
                             config->outputs);
        }
    }
    thimble_clamp_s8_dsp(&config->range, output,
                         sliding->output_height * sliding->output_width * config->outputs);
}
