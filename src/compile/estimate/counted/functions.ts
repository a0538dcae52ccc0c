/** Of each function of the runtime: its bytes on each core of `codeCores`, and what it needs. */
export const functionTable = `
add_422_line 372 296 300 276 426
add_565_line 228 200 200 208 262
add_byte_line 196 180 168 168 204
add_frame_powers 516 400 372 396 466 : __addsf3 __aeabi_fadd __aeabi_fcmpgt __aeabi_fcmplt __aeabi_fmul __aeabi_idiv __gtsf2 __ltsf2 __mulsf3 memset thimble_hann_f32 thimble_log10_f32 thimble_power_spectrum_f32
add_line 408 368 364 384 422 : __aeabi_lmul
all_blocks1 0 0 432 472 0
all_rows 220 208 208 208 230 : memset
bins_of_readings 40 44 44 44 58 : thimble_powers_of_frame_f32
cepstra_of_frame 708 696 580 652 1118 : __addsf3 __aeabi_fadd __aeabi_fcmpgt __aeabi_fdiv __aeabi_fmul __aeabi_fsub __aeabi_i2f __divsf3 __floatsisf __gtsf2 __mulsf3 __subsf3 memcpy
cepstra_of_readings 32 32 32 32 54 : cepstra_of_frame thimble_powers_of_frame_f32
clamp 0 0 148 172 0
describe 704 688 672 708 906 : __addsf3 __aeabi_fadd __aeabi_fcmpgt __aeabi_fcmplt __aeabi_fdiv __aeabi_fmul __aeabi_fsub __aeabi_i2f __divsf3 __floatsisf __gtsf2 __ltsf2 __mulsf3 __subsf3 thimble_centre_f32 thimble_log10_f32 thimble_shape_f32 thimble_sort_f32 thimble_sqrt_f32 thimble_sum_f32 thimble_sum_squares_f32
describe_axis 260 252 256 296 346 : __aeabi_fcmpgt __aeabi_fcmplt __aeabi_fmul __gtsf2 __ltsf2 __mulsf3 thimble_centre_f32 thimble_shape_f32 thimble_sqrt_f32 thimble_sum_squares_f32
energies_of_readings 28 32 32 32 46 : thimble_powers_of_frame_f32
exp_on_negative_values 308 260 248 280 342 : __aeabi_lmul factors.0
factors.0 28 28 28 28 28
for_each_line 176 140 144 140 188
forwards 0 0 188 176 0 : rest_of_pixels
frame_at 128 116 116 116 136
half 176 164 120 164 192 : __addsf3 __aeabi_fadd __aeabi_fmul __mulsf3
hyperbolic_tangent 108 108 104 104 134
in_slices 0 0 456 476 0 : memcpy
logistic 64 64 68 60 76
maximum_line 52 48 48 52 58
memcmp 0 0 0 0 40
memcpy 0 0 0 0 86
memmove 0 0 0 0 62
memset 0 0 0 0 24
mfe_of_readings 44 48 48 48 60 : thimble_powers_of_frame_f32
minimum_line 52 48 48 52 58
mul_line 204 172 180 188 198 : __aeabi_lmul
multiply 352 0 0 0 0
multiply_eight 0 0 0 376 0
multiply_fours 0 0 0 200 0
multiply_sixteens 0 0 0 640 0
multiply_two 0 264 0 516 0
normalise_energies 176 164 172 168 250 : __addsf3 __aeabi_fadd __aeabi_fmul __aeabi_fsub __mulsf3 __subsf3 thimble_exp2_f32 thimble_log2_f32
of_axis 2368 1736 1748 1868 2038 : __aeabi_ldivmod __aeabi_lmul __aeabi_uldivmod __clzsi2 __divdi3 __moddi3 __udivdi3 memset thimble_exponent_q15 thimble_log2_steps
one_row 0 0 116 116 0
point_taps.isra.0 84 80 84 80 80 : __aeabi_idiv __aeabi_idivmod
prelu_line 296 268 268 264 314 : __aeabi_lmul
quarters 748 756 472 476 880 : __addsf3 __aeabi_fadd __aeabi_fmul __aeabi_fsub __mulsf3 __subsf3
rest_of_pixels 0 0 156 156 0 : memcpy
row1 668 540 564 544 604
row2 632 496 500 504 558
row_of_window 52 56 56 56 80 : describe_axis
share_of 164 144 140 148 188 : __aeabi_lmul exp_on_negative_values
sqrtf 0 0 0 0 334 : __divsf3 __subsf3 memcpy
sum_row 516 364 360 392 494 : __aeabi_lmul exp_on_negative_values
thimble_add_broadcast_s8 28 32 32 32 24 : add_line for_each_line
thimble_add_s8 380 364 360 380 414 : __aeabi_lmul
thimble_add_s8_dsp 0 0 280 304 0 : memcpy thimble_add_s8_dsp.c.rodata
thimble_add_s8_dsp.c.rodata 0 0 12 12 0
thimble_add_s8_mve 0 0 0 88 0
thimble_add_s8_scalar 148 100 100 108 110
thimble_add_s8_vector 332 272 296 272 322 : memcpy thimble_add_s8_scalar
thimble_arg_max_f32 196 152 148 144 202 : __aeabi_fcmplt __ltsf2
thimble_arg_max_s8 136 124 124 124 130
thimble_average_pool2d_s8 288 220 224 224 224 : __aeabi_idiv frame_at
thimble_average_pool2d_s8_dsp 0 0 584 604 0
thimble_average_pool2d_s8_mve 0 0 0 460 0
thimble_batch_matmul_s8 448 348 348 344 438 : __aeabi_lmul
thimble_centre_f32 352 316 260 268 368 : __addsf3 __aeabi_fadd __aeabi_fmul __aeabi_fsub __mulsf3 __subsf3
thimble_centres 724 688 640 644 774 : __aeabi_f2iz __aeabi_fcmpgt __aeabi_fcmplt __aeabi_fmul __aeabi_idiv __fixsfsi __gtsf2 __ltsf2 __mulsf3
thimble_centres.c.srodata.cst4 0 0 0 0 8
thimble_conv2d_banded_part_s8_dsp 0 0 284 304 0 : forwards memcpy memset
thimble_conv2d_banded_s4_dsp 0 0 28 32 0 : in_slices thimble_conv2d_banded_part_s8_dsp
thimble_conv2d_banded_s8_dsp 0 0 24 24 0 : clamp thimble_conv2d_banded_part_s8_dsp
thimble_conv2d_framed_part_s8_dsp 0 0 252 268 0 : forwards memcpy memset
thimble_conv2d_framed_s4_dsp 0 0 28 32 0 : in_slices thimble_conv2d_framed_part_s8_dsp
thimble_conv2d_framed_s8_dsp 0 0 24 24 0 : clamp thimble_conv2d_framed_part_s8_dsp
thimble_conv2d_open_part_s8_dsp 0 0 240 268 0 : forwards rest_of_pixels
thimble_conv2d_open_s4_dsp 0 0 28 32 0 : in_slices thimble_conv2d_open_part_s8_dsp
thimble_conv2d_open_s8_dsp 0 0 24 24 0 : clamp thimble_conv2d_open_part_s8_dsp
thimble_conv2d_part_s8 372 344 368 348 402 : memcpy memset thimble_rows_s8
thimble_conv2d_part_s8_mve 0 0 0 1088 0 : thimble_rows_multiply_s8_mve thimble_rows_multiply_two_s8_mve
thimble_conv2d_part_s8_scalar 604 684 680 692 742 : thimble_rows_multiply_s8_scalar thimble_rows_multiply_two_s8_scalar thimble_rows_take_s8_scalar
thimble_conv2d_s4 332 336 328 344 364 : memcpy thimble_conv2d_part_s8
thimble_conv2d_s4_mve 0 0 0 356 0 : memcpy thimble_conv2d_part_s8_mve
thimble_conv2d_s4_scalar 276 236 236 236 334 : memcpy thimble_conv2d_part_s8_scalar
thimble_conv2d_s8 24 28 24 28 18 : thimble_conv2d_part_s8
thimble_conv2d_s8_mve 0 0 0 132 0 : thimble_conv2d_part_s8_mve
thimble_conv2d_s8_scalar 24 28 24 28 18 : thimble_conv2d_part_s8_scalar
thimble_conv2d_s8_vector 612 552 540 560 686 : thimble_repeat_vector thimble_rows_times_s8_vector thimble_widen_s8_vector
thimble_copy_block 364 300 292 312 370 : memcpy memset
thimble_decibels_f32 364 368 328 336 598 : __addsf3 __aeabi_fadd __aeabi_fcmpgt __aeabi_fcmplt __aeabi_fdiv __aeabi_fmul __aeabi_fsub __aeabi_i2f __divsf3 __floatsisf __gtsf2 __ltsf2 __mulsf3 __subsf3 memcpy
thimble_decimate_f32 60 64 64 84 90 : thimble_filter_f32
thimble_decoder.c.srodata.cst4 0 0 0 0 8
thimble_decoder_push 248 232 228 232 330 : __aeabi_f2uiz __aeabi_fcmpgt __aeabi_fcmplt __aeabi_fmul __fixunssfsi __gtsf2 __ltsf2 __mulsf3
thimble_dense_s4 320 316 320 348 340 : memcpy thimble_rows_s8
thimble_dense_s4_dsp 0 0 472 540 0 : memset
thimble_dense_s4_mve 0 0 0 380 0 : memcpy multiply_fours
thimble_dense_s4_scalar 340 576 576 584 688 : multiply thimble_rows_take_s8_scalar
thimble_dense_s8 84 76 76 76 90 : thimble_rows_s8
thimble_dense_s8_dsp 0 0 392 448 0 : memset
thimble_dense_s8_mve 0 0 0 184 0 : thimble_rows_multiply_s8_mve
thimble_dense_s8_scalar 104 108 108 108 126 : thimble_rows_multiply_s8_scalar thimble_rows_take_s8_scalar
thimble_dense_s8_vector 100 88 88 88 132 : thimble_rows_times_s8_vector thimble_widen_s8_vector
thimble_depthwise2d_s8 1604 1448 1412 1496 1552 : __aeabi_lmul memcpy memset
thimble_depthwise2d_s8_dsp 0 0 420 444 0 : memcpy memset one_row
thimble_depthwise2d_s8_vector 1136 1112 1108 1236 1194 : __aeabi_idivmod __aeabi_lmul memcpy memset thimble_repeat_vector thimble_widen_s8_vector
thimble_depthwise3x3_s8_dsp 0 0 912 940 0 : memcpy
thimble_depthwise3x3_s8_mve 0 0 0 980 0 : multiply_eight multiply_sixteens
thimble_depthwise3x3_stride1_s8_scalar 20 20 20 20 16 : all_rows row1
thimble_depthwise3x3_stride2_s8_scalar 20 20 20 20 16 : all_rows row2
thimble_dequantize_f32 112 84 76 80 154 : __aeabi_fmul __aeabi_i2f __floatsisf __mulsf3
thimble_dequantize_s32_f32 96 80 80 76 126 : __aeabi_d2f __aeabi_dmul __aeabi_f2d __aeabi_i2d __extendsfdf2 __floatsidf __muldf3 __truncdfsf2
thimble_dequantize_s8_f32 56 52 56 52 92 : __aeabi_fmul __aeabi_i2f __floatsisf __mulsf3
thimble_eeg.c.srodata.cst4 0 0 0 0 4
thimble_eeg_f32 824 824 736 832 976 : __addsf3 __aeabi_fadd __aeabi_fcmpeq __aeabi_fcmpge __aeabi_fcmpgt __aeabi_fdiv __aeabi_fmul __aeabi_i2f __divsf3 __floatsisf __gesf2 __gtsf2 __mulsf3 __nesf2 memset thimble_centre_f32 thimble_filter_f32 thimble_log10_f32 thimble_power_spectrum_f32
thimble_exp2_f32 208 208 220 220 372 : __addsf3 __aeabi_f2iz __aeabi_fadd __aeabi_fcmpgt __aeabi_fcmplt __aeabi_fmul __aeabi_fsub __aeabi_i2f __fixsfsi __floatsisf __gtsf2 __ltsf2 __mulsf3 __subsf3 memcpy
thimble_exponent_q15 248 148 152 144 192 : __clzsi2
thimble_fft.c.srodata.cst4 0 0 0 0 8
thimble_filter_f32 320 296 152 160 362 : __addsf3 __aeabi_fadd __aeabi_fmul __aeabi_fsub __mulsf3 __subsf3
thimble_flatten_f32 244 220 196 216 274 : __addsf3 __aeabi_fadd __aeabi_fmul __mulsf3 describe_axis thimble_centre_f32
thimble_flatten_stream_f32 212 204 204 240 260 : __addsf3 __aeabi_fadd __aeabi_fmul __aeabi_idivmod __mulsf3 thimble_frame_stream_row
thimble_flatten_stream_push 112 92 100 112 96 : row_of_window thimble_frame_stream_push
thimble_float.c.srodata.cst4 0 0 0 0 84
thimble_form_of_frames 16 20 24 36 16
thimble_frame_is_whole 52 48 48 48 54
thimble_frame_powers_f32 160 144 144 172 216 : __aeabi_fmul __mulsf3 memcpy thimble_power_spectrum_f32
thimble_frame_stream_init 16 20 20 20 16
thimble_frame_stream_next 16 16 16 16 14
thimble_frame_stream_push 188 188 192 188 252 : memcpy memmove
thimble_frame_stream_row 24 28 32 36 28
thimble_frame_stream_rows 48 56 56 56 82 : memcpy
thimble_hann_f32 148 120 116 124 206 : __aeabi_fmul __aeabi_fsub __mulsf3 __subsf3
thimble_heart.c.srodata.cst4 0 0 0 0 24
thimble_heart_f32 2360 2324 2076 2228 2844 : __addsf3 __aeabi_f2iz __aeabi_fadd __aeabi_fcmpge __aeabi_fcmpgt __aeabi_fcmple __aeabi_fcmplt __aeabi_fdiv __aeabi_fmul __aeabi_fsub __aeabi_i2f __divsf3 __fixsfsi __floatsisf __gesf2 __gtsf2 __lesf2 __ltsf2 __mulsf3 __subsf3 memset thimble_centre_f32 thimble_filter_f32 thimble_hann_f32 thimble_power_spectrum_f32 thimble_sort_f32 thimble_sqrt_f32 thimble_sum_squares_f32
thimble_image_s8 1476 1328 1340 1304 1594 : __aeabi_idiv __aeabi_uidiv add_422_line add_565_line add_byte_line memset point_taps.isra.0 thimble_image.c.rodata.thimble_image_s8 walk_begin
thimble_l2_norm_s8 704 572 560 640 708 : __aeabi_lmul
thimble_log10_f32 236 236 208 212 388 : __addsf3 __aeabi_fadd __aeabi_fcmpgt __aeabi_fdiv __aeabi_fmul __aeabi_fsub __aeabi_i2f __divsf3 __floatsisf __gtsf2 __mulsf3 __subsf3 memcpy
thimble_log2_f32 240 240 220 224 404 : __addsf3 __aeabi_fadd __aeabi_fcmpgt __aeabi_fdiv __aeabi_fmul __aeabi_fsub __aeabi_i2f __divsf3 __floatsisf __gtsf2 __mulsf3 __subsf3 memcpy
thimble_log2_steps 128 128 128 128 128
thimble_log_mel.c.srodata.cst4 0 0 0 0 16
thimble_log_mel_clamp_q15 236 284 284 348 262
thimble_log_mel_f32 384 372 324 348 484 : __addsf3 __aeabi_f2iz __aeabi_fadd __aeabi_fcmpge __aeabi_fcmple __aeabi_fcmplt __aeabi_fmul __aeabi_fsub __aeabi_i2f __fixsfsi __floatsisf __gesf2 __lesf2 __ltsf2 __mulsf3 __subsf3 memset thimble_log_mel_finish_q15
thimble_log_mel_finish_q15 364 288 292 316 362 : memcpy
thimble_log_mel_frame_q15 76 72 72 72 108 : thimble_exponent_q15 thimble_mel_bands_q15 thimble_powers_q15
thimble_log_mel_q15 152 128 128 124 176 : memcpy memset thimble_log_mel_finish_q15
thimble_log_mel_s16_f32 180 164 168 180 220 : __aeabi_fmul __aeabi_i2f __floatsisf __mulsf3 memcpy memset thimble_log_mel_finish_q15
thimble_log_mel_sound.c.srodata.cst4 0 0 0 0 4
thimble_log_mel_stream_features 88 92 92 92 130 : memcpy thimble_log_mel_finish_q15
thimble_log_mel_stream_init 36 36 36 36 64 : memset
thimble_log_mel_stream_push 224 188 188 192 262 : memcpy memmove
thimble_lookup_s8 28 32 32 40 30
thimble_lstm_s8 1180 1044 1052 1132 1158 : __aeabi_lmul hyperbolic_tangent logistic memcpy
thimble_lstm_s8_dsp 0 0 416 420 0 : memcpy
thimble_max_pool2d_s8 288 296 300 320 286 : frame_at
thimble_max_pool2d_s8_dsp 0 0 452 444 0
thimble_max_pool2d_s8_mve 0 0 0 352 0
thimble_maximum_s8 28 32 32 32 24 : for_each_line maximum_line
thimble_mean_s8 392 336 324 332 368 : __aeabi_lmul
thimble_mel_bands_q15 576 432 432 468 538 : __clzsi2 thimble_log2_steps
thimble_mel_energies_f32 160 104 88 116 166 : __addsf3 __aeabi_fadd __aeabi_fmul __mulsf3
thimble_mfcc.c.srodata.cst4 0 0 0 0 52
thimble_mfcc_f32 120 116 116 120 166 : cepstra_of_frame thimble_power_frame_f32
thimble_mfcc_stream_f32 96 92 92 96 116 : thimble_form_of_frames thimble_frame_stream_rows
thimble_mfcc_stream_push 52 52 52 52 82 : cepstra_of_readings thimble_form_of_frames thimble_frame_stream_push
thimble_mfe_f32 100 84 80 80 116 : thimble_power_frame_f32
thimble_mfe_stream_f32 32 36 32 36 50 : thimble_form_of_frames thimble_frame_stream_rows
thimble_mfe_stream_push 52 52 52 52 82 : mfe_of_readings thimble_form_of_frames thimble_frame_stream_push
thimble_minimum_s8 28 32 32 32 24 : for_each_line minimum_line
thimble_mul_s8 28 32 32 32 24 : for_each_line mul_line
thimble_normalise_around_f32 440 408 376 376 516 : __addsf3 __aeabi_fadd __aeabi_fdiv __aeabi_fmul __aeabi_fsub __aeabi_idivmod __divsf3 __mulsf3 __subsf3 thimble_sqrt_f32
thimble_normalise_by_sums_f32 800 792 700 708 986 : __addsf3 __aeabi_fadd __aeabi_fcmplt __aeabi_fdiv __aeabi_fmul __aeabi_fsub __aeabi_i2f __aeabi_idiv __divsf3 __floatsisf __ltsf2 __mulsf3 __subsf3 thimble_sqrt_f32 thimble_sum_f32
thimble_pcen_f32 88 80 80 80 112 : normalise_energies thimble_power_frame_f32
thimble_pcen_stream_f32 52 52 52 52 80 : normalise_energies thimble_form_of_frames thimble_frame_stream_rows
thimble_pcen_stream_push 52 52 52 52 82 : energies_of_readings thimble_form_of_frames thimble_frame_stream_push
thimble_pick 156 140 140 160 162 : memcpy memset
thimble_pick_indexed 112 100 104 104 148 : memcpy
thimble_pointwise8_s8_dsp 0 0 220 240 0
thimble_power_frame_f32 24 32 28 28 28 : thimble_powers_of_frame_f32
thimble_power_frames.c.srodata.cst4 0 0 0 0 44
thimble_power_spectrum_f32 760 748 548 584 896 : __addsf3 __aeabi_fadd __aeabi_fmul __aeabi_fsub __aeabi_idiv __mulsf3 __subsf3 quarters
thimble_powers_of_frame_f32 284 272 212 228 324 : __aeabi_fcmpeq __aeabi_fmul __aeabi_fsub __eqsf2 __mulsf3 __nesf2 __subsf3 memset
thimble_powers_q15 2080 2016 1984 2004 2136
thimble_prelu_s8 32 32 32 32 24 : for_each_line prelu_line
thimble_quantize.c.srodata.cst4 0 0 0 0 16
thimble_quantize_f32 292 252 232 232 364 : __aeabi_f2iz __aeabi_fcmpeq __aeabi_fcmpge __aeabi_fcmpgt __aeabi_fcmple __aeabi_fcmplt __aeabi_fdiv __aeabi_fsub __aeabi_i2f __divsf3 __eqsf2 __fixsfsi __floatsisf __gesf2 __gtsf2 __lesf2 __ltsf2 __subsf3
thimble_quantize_f32_s8 204 196 188 188 308 : __aeabi_f2iz __aeabi_fcmpeq __aeabi_fcmpge __aeabi_fcmple __aeabi_fdiv __aeabi_fsub __aeabi_i2f __divsf3 __fixsfsi __floatsisf __gesf2 __lesf2 __nesf2 __subsf3
thimble_raw.c.srodata.cst4 0 0 0 0 4
thimble_raw_f32 452 416 404 404 482 : __addsf3 __aeabi_f2iz __aeabi_fadd __aeabi_fdiv __aeabi_fmul __divsf3 __fixsfsi __mulsf3 memset thimble_centre_f32 thimble_sqrt_f32 thimble_sum_squares_f32 thimble_turn_upright_f32
thimble_repeat_vector 80 112 112 112 82
thimble_requantize 248 216 208 196 246 : __aeabi_lmul
thimble_requantize.c.srodata.cst4 0 0 0 0 16
thimble_requantize_s8 176 164 168 172 170 : __aeabi_lmul
thimble_resize_bilinear_s8 324 300 300 300 366
thimble_rows_multiply_s8_mve 0 0 0 144 0 : memcpy multiply_fours
thimble_rows_multiply_s8_scalar 244 700 704 704 850 : multiply
thimble_rows_multiply_two_s8_mve 0 0 0 244 0 : memcpy multiply_two
thimble_rows_multiply_two_s8_scalar 0 304 396 420 472 : multiply_two
thimble_rows_s8 732 684 684 748 738 : __aeabi_lmul
thimble_rows_take_s8_scalar 40 44 44 44 38
thimble_rows_times_s8_vector 1476 1416 1444 1980 1390 : __aeabi_lmul memcpy memset
thimble_shape_f32 288 280 184 208 358 : __addsf3 __aeabi_fadd __aeabi_fcmpgt __aeabi_fdiv __aeabi_fmul __aeabi_fsub __divsf3 __gtsf2 __mulsf3 __subsf3
thimble_softmax_s8 124 104 104 104 162 : share_of sum_row
thimble_softmax_s8_s16 156 124 128 124 166 : share_of sum_row
thimble_sort_f32 164 180 148 148 210 : __aeabi_fcmpgt __aeabi_idiv __gtsf2
thimble_sound_stream_f32 60 68 72 88 110 : __aeabi_fmul __aeabi_i2f __floatsisf __mulsf3 thimble_log_mel_stream_features
thimble_sound_stream_init 16 16 16 16 34 : thimble_log_mel_stream_init
thimble_sound_stream_next 16 16 16 16 14
thimble_sound_stream_push 84 76 76 76 92 : thimble_log_mel_stream_push
thimble_spectral.c.srodata.cst4 0 0 0 0 20
thimble_spectral_f32 1528 1440 1468 1524 1784 : __addsf3 __aeabi_fadd __aeabi_fcmpeq __aeabi_fcmpge __aeabi_fcmpgt __aeabi_fcmplt __aeabi_fdiv __aeabi_fmul __aeabi_fsub __aeabi_i2f __divsf3 __floatsisf __gesf2 __gtsf2 __ltsf2 __mulsf3 __nesf2 __subsf3 add_frame_powers memcpy thimble_centre_f32 thimble_decimate_f32 thimble_filter_f32 thimble_hann_f32 thimble_log10_f32 thimble_power_spectrum_f32 thimble_shape_f32 thimble_sqrt_f32 thimble_sum_squares_f32
thimble_spectral_q15 72 84 84 84 108 : of_axis
thimble_spectral_q15.c.srodata.cst4 0 0 0 0 16
thimble_spectral_q15_f32 348 336 340 356 484 : __addsf3 __aeabi_f2iz __aeabi_fadd __aeabi_fcmpge __aeabi_fcmple __aeabi_fcmplt __aeabi_fmul __aeabi_fsub __aeabi_i2f __fixsfsi __floatsisf __gesf2 __lesf2 __ltsf2 __mulsf3 __subsf3 of_axis
thimble_spectrogram_f32 96 84 84 84 126 : thimble_power_frame_f32
thimble_spectrogram_stream_f32 40 44 40 44 62 : thimble_form_of_frames thimble_frame_stream_rows
thimble_spectrogram_stream_push 60 64 64 64 96 : bins_of_readings thimble_form_of_frames thimble_frame_stream_push
thimble_sqrt_f32 28 28 28 28 52 : __aeabi_fcmpgt __gtsf2 sqrtf
thimble_standardize_f32 160 184 132 140 198 : __aeabi_fcmpgt __aeabi_fcmplt __aeabi_fmul __aeabi_fsub __gtsf2 __ltsf2 __mulsf3 __subsf3
thimble_sum_f32 132 124 96 108 150 : __addsf3 __aeabi_fadd
thimble_sum_squares_f32 148 128 100 112 166 : __addsf3 __aeabi_fadd __aeabi_fmul __mulsf3
thimble_svdf_s8 568 500 492 540 646 : __aeabi_lmul memmove
thimble_svdf_s8_dsp 0 0 448 504 0
thimble_transpose_conv2d_s8 604 548 552 568 540 : __aeabi_idiv __aeabi_idivmod __aeabi_lmul
thimble_turn_upright_f32 924 896 584 592 1208 : __addsf3 __aeabi_f2iz __aeabi_fadd __aeabi_fcmpgt __aeabi_fdiv __aeabi_fmul __aeabi_fsub __divsf3 __fixsfsi __gtsf2 __mulsf3 __subsf3 thimble_sqrt_f32 thimble_sum_f32
thimble_upright.c.srodata.cst4 0 0 0 0 16
thimble_wavelet.c.srodata.cst4 0 0 0 0 20
thimble_wavelet_f32 308 260 268 284 320 : __aeabi_fmul __mulsf3 describe half thimble_centre_f32 thimble_filter_f32
thimble_widen_s8_vector 184 200 180 200 222 : memcpy
thimble_winograd3x3_stride1_s8_dsp 0 0 724 760 0 : all_blocks1 memset
thimble_winograd3x3_stride2_s8_dsp 0 0 724 792 0 : memset
walk_begin 96 112 124 124 124 : __aeabi_idivmod point_taps.isra.0
`;
