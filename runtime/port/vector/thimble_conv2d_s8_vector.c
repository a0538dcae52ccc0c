#include "thimble_conv2d_s8_vector.h"

#include "thimble_widen_s8_vector.h"

/* Tap by tap, some of them in the padding or apart from each other. */
static void gather_taps(const thimble_conv2d_s8_vector_config *config, const int8_t *input,
                        int32_t row, int32_t column, int16_t *patch)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t channels = sliding->channels;
    for (int32_t i = 0; i < sliding->kernel_height; i++) {
        const int32_t y = row + i * sliding->dilation_height;
        for (int32_t j = 0; j < sliding->kernel_width; j++) {
            const int32_t x = column + j * sliding->dilation_width;
            if (y < 0 || y >= sliding->input_height || x < 0 || x >= sliding->input_width) {
                thimble_repeat_vector((int16_t)config->input_zero, channels, patch);
            } else {
                const int32_t pixel = y * sliding->input_width + x;
                thimble_widen_s8_vector(input + pixel * channels, channels, patch);
            }
            patch += channels;
        }
    }
}

/* What lies under the kernel at one output pixel. */
static void gather(const thimble_conv2d_s8_vector_config *config, const int8_t *input, int32_t row,
                   int32_t column, int16_t *patch)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t width = sliding->kernel_width * sliding->channels;
    const int32_t line = sliding->input_width * sliding->channels;
    if (sliding->dilation_width != 1 || !thimble_is_inside(sliding, row, column)) {
        gather_taps(config, input, row, column, patch);
        return;
    }
    const int8_t *from = input + row * line + column * sliding->channels;
    for (int32_t i = 0; i < sliding->kernel_height; i++) {
        thimble_widen_s8_vector(from, width, patch);
        from += sliding->dilation_height * line;
        patch += width;
    }
}

/* Where each pixel is a patch of its own, as they lie. */
static int is_pixelwise(const thimble_sliding *sliding)
{
    return sliding->kernel_height == 1 && sliding->kernel_width == 1 &&
           sliding->stride_height == 1 && sliding->stride_width == 1 && sliding->pad_top == 0 &&
           sliding->pad_left == 0 && sliding->output_width == sliding->input_width &&
           sliding->output_height <= sliding->input_height;
}

static void pixelwise(const thimble_conv2d_s8_vector_config *config, const int8_t *input,
                      int16_t *patches, int8_t *output)
{
    const thimble_rows_s8_vector *rows = &config->rows;
    const int32_t count = config->sliding.output_height * config->sliding.output_width;
    for (int32_t pixel = 0; pixel < count; pixel += rows->patches) {
        const int32_t left = count - pixel;
        const int32_t some = left < rows->patches ? left : rows->patches;
        thimble_widen_s8_vector(input, some * rows->taps, patches);
        thimble_rows_times_s8_vector(rows, patches, some, output);
        input += some * rows->taps;
        output += some * rows->outputs;
    }
}

void thimble_conv2d_s8_vector(const thimble_conv2d_s8_vector_config *config, const int8_t *input,
                              int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const thimble_rows_s8_vector *rows = &config->rows;
    int16_t *patches = (int16_t *)(void *)scratch;
    int32_t held = 0;
    if (is_pixelwise(sliding)) {
        pixelwise(config, input, patches, output);
        return;
    }
    for (int32_t y = 0; y < sliding->output_height; y++) {
        const int32_t row = thimble_first_row(sliding, y);
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const int32_t column = thimble_first_column(sliding, x);
            gather(config, input, row, column, patches + held * rows->taps);
            held++;
            if (held == rows->patches) {
                thimble_rows_times_s8_vector(rows, patches, held, output);
                output += held * rows->outputs;
                held = 0;
            }
        }
    }
    if (held > 0) {
        thimble_rows_times_s8_vector(rows, patches, held, output);
    }
}
