#include "thimble_conv2d_s8_dsp.h"

#include "thimble_frame_s8_dsp.h"

/* Goes through the patches of a picture, row by row, forwards or backwards. */
typedef struct {
    const int8_t *at;
    int32_t left; /* patches in this row, this one included */
    int32_t width;
    int32_t step;     /* bytes to the next patch in the row */
    int32_t row_step; /* bytes from the last patch of a row to the first of the next */
} patch_walk;

static inline const int8_t *next_patch(patch_walk *walk)
{
    const int8_t *at = walk->at;
    walk->left--;
    if (walk->left > 0) {
        walk->at += walk->step;
    } else {
        walk->at += walk->row_step;
        walk->left = walk->width;
    }
    return at;
}

static patch_walk walk_over(const thimble_conv2d_s8_dsp_config *config, const int8_t *picture,
                            int32_t pitch)
{
    const thimble_sliding *sliding = &config->sliding;
    patch_walk walk;
    walk.at = picture;
    walk.left = sliding->output_width;
    walk.width = sliding->output_width;
    walk.step = sliding->stride_width * sliding->channels;
    walk.row_step = sliding->stride_height * pitch - (sliding->output_width - 1) * walk.step;
    return walk;
}

/* Up to two pixels: all three of the block are made beside the output, and those copied. */
static void rest_of_pixels(const thimble_conv2d_s8_dsp_config *config, patch_walk *walk,
                           int32_t count, int8_t *scratch, int8_t *output)
{
    uint32_t *patches = (uint32_t *)(void *)(scratch + config->frame_bytes);
    int8_t *made = scratch + config->frame_bytes + config->patches_bytes;
    const int8_t *first = next_patch(walk);
    const int8_t *second = count == 2 ? next_patch(walk) : first;
    config->gather(first, second, second, patches);
    config->multiply(patches, config->stream, made, &config->shape);
    for (int32_t i = 0; i < count * config->outputs; i += config->outputs) {
        memcpy(output + i, made + i, (size_t)config->made);
    }
}

static void forwards(const thimble_conv2d_s8_dsp_config *config, patch_walk walk, int32_t count,
                     int8_t *scratch, int8_t *output)
{
    uint32_t *patches = (uint32_t *)(void *)(scratch + config->frame_bytes);
    const int32_t block = 3 * config->outputs;
    for (; count >= 3; count -= 3) {
        const int8_t *first = next_patch(&walk);
        const int8_t *second = next_patch(&walk);
        config->gather(first, second, next_patch(&walk), patches);
        config->multiply(patches, config->stream, output, &config->shape);
        output += block;
    }
    if (count > 0) {
        rest_of_pixels(config, &walk, count, scratch, output);
    }
}

/* Of a kernel of 1 by 1 and stride 1: its patches are the pixels, in one long row. */
static void backwards(const thimble_conv2d_s8_dsp_config *config, const int8_t *input,
                      int32_t count, int8_t *scratch, int8_t *output)
{
    uint32_t *patches = (uint32_t *)(void *)(scratch + config->frame_bytes);
    const int32_t channels = config->sliding.channels;
    for (; count >= 3; count -= 3) {
        const int8_t *first = input + (count - 3) * channels;
        config->gather(first, first + channels, first + 2 * channels, patches);
        config->multiply(patches, config->stream, output + (count - 3) * config->outputs,
                         &config->shape);
    }
    if (count > 0) {
        patch_walk walk = walk_over(config, input, 0);
        walk.step = channels;
        walk.row_step = channels;
        rest_of_pixels(config, &walk, count, scratch, output);
    }
}

void thimble_conv2d_open_part_s8_dsp(const thimble_conv2d_s8_dsp_config *config,
                                     const int8_t *input, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t count = sliding->output_height * sliding->output_width;
    const int32_t pitch = sliding->input_width * sliding->channels;
    const int32_t pixel_wise = sliding->kernel_height * sliding->kernel_width *
                                   sliding->stride_height * sliding->stride_width ==
                               1;
    if (pixel_wise && config->outputs > sliding->channels) {
        backwards(config, input, count, scratch, output);
    } else {
        forwards(config, walk_over(config, input, pitch), count, scratch, output);
    }
}

void thimble_conv2d_framed_part_s8_dsp(const thimble_conv2d_s8_dsp_config *config,
                                       const int8_t *input, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t count = sliding->output_height * sliding->output_width;
    const int32_t rows = sliding->pad_top + sliding->input_height + config->pad_bottom;
    thimble_frame_rows_s8(sliding, config->pad_right, config->input_zero, input, -sliding->pad_top,
                          rows, scratch);
    forwards(config, walk_over(config, scratch, thimble_frame_pitch(sliding, config->pad_right)), count, scratch, output);
}

void thimble_conv2d_banded_part_s8_dsp(const thimble_conv2d_s8_dsp_config *config,
                                       const int8_t *input, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t rows = (sliding->kernel_height - 1) * sliding->dilation_height + 1;
    const int32_t count = sliding->output_width;
    for (int32_t y = 0; y < sliding->output_height; y++) {
        thimble_frame_rows_s8(sliding, config->pad_right, config->input_zero, input,
                              thimble_first_row(sliding, y), rows, scratch);
        forwards(config, walk_over(config, scratch, 0), count, scratch,
                 output + y * count * config->outputs);
    }
}

static void clamp(const thimble_conv2d_s8_dsp_config *config, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    thimble_clamp_s8_dsp(&config->range, output,
                         sliding->output_height * sliding->output_width * config->outputs);
}

void thimble_conv2d_open_s8_dsp(const thimble_conv2d_s8_dsp_config *config, const int8_t *input,
                                int8_t *scratch, int8_t *output)
{
    thimble_conv2d_open_part_s8_dsp(config, input, scratch, output);
    clamp(config, output);
}

void thimble_conv2d_framed_s8_dsp(const thimble_conv2d_s8_dsp_config *config, const int8_t *input,
                                  int8_t *scratch, int8_t *output)
{
    thimble_conv2d_framed_part_s8_dsp(config, input, scratch, output);
    clamp(config, output);
}

void thimble_conv2d_banded_s8_dsp(const thimble_conv2d_s8_dsp_config *config, const int8_t *input,
                                  int8_t *scratch, int8_t *output)
{
    thimble_conv2d_banded_part_s8_dsp(config, input, scratch, output);
    clamp(config, output);
}
