#include "thimble_depthwise3x3_s8_scalar.h"

/* Three rows under the kernel, at the channel that is made. */
typedef struct {
    const int8_t *top;
    const int8_t *middle;
    const int8_t *bottom;
} three_rows;

/* weight[0..2] times the column at the pointers. */
static inline int32_t column_of(const int8_t *top, const int8_t *middle, const int8_t *bottom,
                                const int32_t *weight)
{
    return *top * weight[0] + *middle * weight[1] + *bottom * weight[2];
}

/* The same for a column of padding. */
static inline int32_t padding_of(int32_t zero, const int32_t *weight)
{
    return zero * (weight[0] + weight[1] + weight[2]);
}

static void row1(const thimble_depthwise3x3_s8_scalar_config *config,
                 const int32_t *weight, three_rows rows, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t channels = sliding->channels;
    const int32_t zero = config->input_zero;
    const int8_t *top = rows.top;
    const int8_t *middle = rows.middle;
    const int8_t *bottom = rows.bottom;
    const int32_t inside = sliding->input_width + sliding->pad_left - 2;
    const int32_t count = inside < sliding->output_width ? inside : sliding->output_width;
    int32_t one = 0;
    int32_t two = 0;
    /* the two columns before the one that ends output 0 */
    for (int32_t j = -sliding->pad_left; j < 2 - sliding->pad_left; j++) {
        if (j < 0 || j >= sliding->input_width) {
            one = two + padding_of(zero, weight + 3);
            two = padding_of(zero, weight);
        } else {
            one = two + column_of(top, middle, bottom, weight + 3);
            two = column_of(top, middle, bottom, weight);
            top += channels;
            middle += channels;
            bottom += channels;
        }
    }
    for (int32_t x = 0; x < count; x++) {
        const int32_t a = *top;
        const int32_t b = *middle;
        const int32_t c = *bottom;
        const int32_t done = one + a * weight[6] + b * weight[7] + c * weight[8];
        one = two + a * weight[3] + b * weight[4] + c * weight[5];
        two = a * weight[0] + b * weight[1] + c * weight[2];
        top += channels;
        middle += channels;
        bottom += channels;
        *output = thimble_step_s8(weight + 9, done);
        output += channels;
    }
    for (int32_t x = count < 0 ? 0 : count; x < sliding->output_width; x++) {
        *output = thimble_step_s8(weight + 9, one + padding_of(zero, weight + 6));
        one = two + padding_of(zero, weight + 3);
        two = padding_of(zero, weight);
        output += channels;
    }
}

static void row2(const thimble_depthwise3x3_s8_scalar_config *config,
                 const int32_t *weight, three_rows rows, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t channels = sliding->channels;
    const int32_t zero = config->input_zero;
    const int8_t *top = rows.top;
    const int8_t *middle = rows.middle;
    const int8_t *bottom = rows.bottom;
    /* outputs whose last column is in the picture */
    const int32_t inside = (sliding->input_width + sliding->pad_left - 1) / 2;
    const int32_t count = inside < sliding->output_width ? inside : sliding->output_width;
    int32_t sum;
    if (sliding->pad_left > 0) {
        sum = padding_of(zero, weight);
    } else {
        sum = column_of(top, middle, bottom, weight);
        top += channels;
        middle += channels;
        bottom += channels;
    }
    for (int32_t x = 0; x < count; x++) {
        sum += column_of(top, middle, bottom, weight + 3);
        top += channels;
        middle += channels;
        bottom += channels;
        const int32_t a = *top;
        const int32_t b = *middle;
        const int32_t c = *bottom;
        const int32_t done = sum + a * weight[6] + b * weight[7] + c * weight[8];
        sum = a * weight[0] + b * weight[1] + c * weight[2];
        top += channels;
        middle += channels;
        bottom += channels;
        *output = thimble_step_s8(weight + 9, done);
        output += channels;
    }
    /* at most one is left: its middle column may be the last of the picture */
    if (count < sliding->output_width) {
        const int32_t at = 2 * count - sliding->pad_left + 1;
        sum += at < sliding->input_width ? column_of(top, middle, bottom, weight + 3)
                                         : padding_of(zero, weight + 3);
        *output = thimble_step_s8(weight + 9, sum + padding_of(zero, weight + 6));
    }
}

static void all_rows(const thimble_depthwise3x3_s8_scalar_config *config, const int8_t *input,
                     int8_t *scratch, int8_t *output,
                     void row_of(const thimble_depthwise3x3_s8_scalar_config *,
                                 const int32_t *, three_rows, int8_t *))
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t line = sliding->input_width * sliding->channels;
    memset(scratch, config->input_zero, (size_t)line);
    for (int32_t y = 0; y < sliding->output_height; y++) {
        const int32_t first = thimble_first_row(sliding, y);
        const int8_t *at[3];
        for (int32_t i = 0; i < 3; i++) {
            const int32_t row = first + i;
            at[i] = row < 0 || row >= sliding->input_height ? scratch : input + row * line;
        }
        for (int32_t c = 0; c < sliding->channels; c++) {
            three_rows rows;
            rows.top = at[0] + c;
            rows.middle = at[1] + c;
            rows.bottom = at[2] + c;
            row_of(config, config->channel + c * thimble_depthwise3x3_words, rows, output + c);
        }
        output += sliding->output_width * sliding->channels;
    }
}

void thimble_depthwise3x3_stride1_s8_scalar(const thimble_depthwise3x3_s8_scalar_config *config,
                                            const int8_t *input, int8_t *scratch, int8_t *output)
{
    all_rows(config, input, scratch, output, row1);
}

void thimble_depthwise3x3_stride2_s8_scalar(const thimble_depthwise3x3_s8_scalar_config *config,
                                            const int8_t *input, int8_t *scratch, int8_t *output)
{
    all_rows(config, input, scratch, output, row2);
}
