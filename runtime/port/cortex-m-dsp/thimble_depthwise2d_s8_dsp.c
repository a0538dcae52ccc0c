#include "thimble_depthwise2d_s8_dsp.h"

#include "thimble_frame_s8_dsp.h"

/* The last four channels reach back over channels that are done: those are made once more. */
static void one_row(const thimble_depthwise2d_s8_dsp_config *config, const int8_t *patch,
                    int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t channels = sliding->channels;
    const int32_t step = sliding->stride_width * channels;
    for (int32_t x = 0; x < sliding->output_width; x++) {
        config->pixel(patch, config->table, channels / 4, output);
        if (channels % 4 != 0) {
            config->pixel(patch + channels - 4, config->last, 1, output + channels - 4);
        }
        patch += step;
        output += channels;
    }
}

void thimble_depthwise2d_s8_dsp(const thimble_depthwise2d_s8_dsp_config *config,
                                const int8_t *input, int8_t *scratch, int8_t *output)
{
    const thimble_sliding *sliding = &config->sliding;
    const int32_t rows = (sliding->kernel_height - 1) * sliding->dilation_height + 1;
    const int32_t line = sliding->input_width * sliding->channels;
    const int32_t out_line = sliding->output_width * sliding->channels;
    for (int32_t y = 0; y < sliding->output_height; y++) {
        const int32_t row = thimble_first_row(sliding, y);
        if (config->framed) {
            thimble_frame_rows_s8(sliding, config->pad_right, config->input_zero, input, row, rows,
                                  scratch);
            one_row(config, scratch, output + y * out_line);
        } else {
            one_row(config, input + row * line, output + y * out_line);
        }
    }
    thimble_clamp_s8_dsp(&config->range, output, sliding->output_height * out_line);
}
