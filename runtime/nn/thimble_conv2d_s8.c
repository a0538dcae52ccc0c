#include "thimble_conv2d_s8.h"

#include "thimble_rows_s8.h"

/* One output pixel. Where the kernel's rows lie whole in the picture they are read in place; at its
 * borders and under a dilated kernel they are first gathered in the scratch. */
static void one_pixel(const thimble_conv2d_s8_config *config, const int8_t *input, int32_t row,
                      int32_t column, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t width = sliding->kernel_width * sliding->channels;
    const int32_t line = sliding->input_width * sliding->channels;
    const int8_t *patch = scratch;
    int32_t stride = width;
    if (sliding->dilation_width == 1 && thimble_is_inside(sliding, row, column)) {
        patch = input + row * line + column * sliding->channels;
        stride = sliding->dilation_height * line;
    } else {
        thimble_copy_patch_s8(sliding, input, row, column, (int8_t)config->input_zero, scratch);
    }
    thimble_rows_s8(config->weight, &config->scaling, config->outputs, sliding->kernel_height,
                    width, patch, stride, output);
}

void thimble_conv2d_part_s8(const thimble_conv2d_s8_config *config, int32_t pitch,
                            const int8_t *input, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    for (int32_t y = 0; y < sliding->output_height; y++) {
        const int32_t row = thimble_first_row(sliding, y);
        for (int32_t x = 0; x < sliding->output_width; x++) {
            const int32_t column = thimble_first_column(sliding, x);
            one_pixel(config, input, row, column, scratch, output);
            output += pitch;
        }
    }
}

void thimble_conv2d_s8(const thimble_conv2d_s8_config *config, const int8_t *input, int8_t *scratch,
                       int8_t *output)
{
    thimble_conv2d_part_s8(config, config->outputs, input, scratch, output);
}
