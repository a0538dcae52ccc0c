import type { CountedCore, GeneratedCode } from '../code-bytes.ts';

/** Learned by `npm run bench -- code-bytes fit` from what GCC makes of the runtime and of generated libraries. */
export const generatedCode: GeneratedCode = {
  calls: {
    'cortex-m0plus': [365, 45.2],
    'cortex-m3': [-250, 73.5],
    'cortex-m4': [119, 79.8],
    'cortex-m55': [490, 40.0],
    rv32imc: [-182, 63.6],
  },
  routines: {
    thimble_dense: [205.2, -5.725, 98.71, 0, -1.908, 0, 0],
    thimble_add: [120, 0, 0, 0, 0, 0, 0],
    thimble_depthwise_pixel: [169.6, -13.84, 0.04262, -1.366, 0.04449, 0.00004405, 25.76],
    thimble_gather_long: [187.6, -2.917, 14.14, 0.01312, -0.003752, 0, -0.02828],
    thimble_gather: [31.92, -18.29, 38.04, 2.569, -0.3037, 0, 7.631],
    thimble_two_row: [221.3, -8.981, 64, 11.71, -0.02898, 0, 0.04778],
    thimble_pointwise8: [184, 0, 0, 0, 0, 0, 0],
    thimble_spread8: [72, 0, 0, 0, 0, 0, 0],
    thimble_decibels: [496, 0, 0, 0, 0, 0, 0],
    thimble_frame_powers: [2372, 4.104, 0.3467, 25.56, 0, 0, 0.2744],
    thimble_mel_energies: [-36.75, 4.221, -0.554, 4.119, -1.801, 1.195, 4.119],
    thimble_depthwise: [219.8, -14.06, 145, 29.16, 2.413, 29.55, -62.79],
    thimble_depthwise_spread: [81.08, -15.09, 0.07602, -0.2081, 1.493, 9.068, 0.05209],
    thimble_powers: [1228, -0.1572, 15.98, 0, 0, 0, 0],
    thimble_mel_bank: [70.87, 7.984, 1.788, -1.309, 2.419, -0.1826, -0.1185],
    thimble_log_mel_clamp: [240, 0, 0, 0, 0, 0, 0],
    thimble_log_mel_frame: [2736, -0.01273, -0.2717, -0.5433, -0.0002299, -0.09869, 0.003071],
    thimble_winograd: [682.8, -3.239, -0.4049, 74.25, -0.08614, 2.898, 74.25],
    thimble_winograd1_along: [624, 0, 0, 0, 0, 0, 0],
    thimble_winograd_make: [660.1, -0.0732, 1.998, 0, 0, 0, 0],
    THIMBLE_DENSE: [267.5, -4.446, 114.3, 0, -1.482, 0, 0],
    THIMBLE_ADD: [144, 0, 0, 0, 0, 0, 0],
    THIMBLE_DEPTHWISE_PIXEL: [198.9, -11.88, -1.368, -2.011, 0.05658, 0.0001983, 28.3],
    THIMBLE_GATHER_LONG: [214.2, -3.868, 29.51, 0.03977, -0.004935, 0, -0.0564],
    THIMBLE_GATHER: [79.85, -15.01, 6.687, 1.339, 0.05431, 0, 3.254],
    THIMBLE_TWO_ROW: [303.5, -6.589, 74.22, 14.23, -0.7425, 0, -2.256],
    THIMBLE_POINTWISE8: [232, 0, 0, 0, 0, 0, 0],
    THIMBLE_SPREAD8: [52, 0, 0, 0, 0, 0, 0],
    THIMBLE_DEPTHWISE: [188, -21.07, 138.8, 12.88, 0.3612, 54.7, -120.2],
    THIMBLE_DEPTHWISE_SPREAD: [152.3, -5.242, -17.49, 0.07327, -11.66, 9.187, 0.008966],
    THIMBLE_WINOGRAD: [700.3, -4.552, -0.5691, 21.63, -0.1214, 3.47, 21.63],
    THIMBLE_WINOGRAD1_ALONG: [194.9, -0.02263, -0.1803, -0.02951, 0, 0, 0.001844],
    THIMBLE_WINOGRAD_MAKE: [380, 0, 0, 0, 0, 0, 0],
  },
};

/** Of each function that a core's libraries bring: its bytes, and what it needs of them in turn. */
export const libraryTables: { readonly [K in CountedCore]: string } = {
  'cortex-m0plus': `
__aeabi_cfcmpeq 116 : __eqsf2 __gesf2 __lesf2
__aeabi_d2f 280
__aeabi_dmul 1416 : __clzsi2
__aeabi_f2d 144 : __clzsi2
__aeabi_f2iz 64
__aeabi_f2uiz 48 : __aeabi_f2iz __aeabi_fcmpge __aeabi_fsub
__aeabi_fadd 772 : __clzsi2
__aeabi_fcmpeq 0 : __aeabi_cfcmpeq
__aeabi_fcmpge 0 : __aeabi_cfcmpeq
__aeabi_fcmpgt 0 : __aeabi_cfcmpeq
__aeabi_fcmple 0 : __aeabi_cfcmpeq
__aeabi_fcmplt 0 : __aeabi_cfcmpeq
__aeabi_fcmpun 44
__aeabi_fdiv 700 : __clzsi2
__aeabi_fmul 636 : __clzsi2
__aeabi_fsub 804 : __clzsi2
__aeabi_i2d 96 : __clzsi2
__aeabi_i2f 152 : __clzsi2
__aeabi_idiv 468 : __aeabi_idiv0
__aeabi_idiv0 4
__aeabi_idivmod 0 : __aeabi_idiv
__aeabi_ldiv0 0 : __aeabi_idiv0
__aeabi_ldivmod 72 : __aeabi_ldiv0 __gnu_ldivmod_helper
__aeabi_lmul 92
__aeabi_uidiv 276 : __aeabi_idiv0
__aeabi_uldivmod 64 : __aeabi_ldiv0 __udivmoddi4
__clzdi2 24 : __clzsi2
__clzsi2 60
__divdi3 492 : __clzdi2
__eqsf2 80
__errno 12 : _impure_ptr
__fdlib_version 0
__gesf2 160
__gnu_ldivmod_helper 60 : __aeabi_lmul __divdi3
__ieee754_sqrtf 176 : __aeabi_fadd __aeabi_fdiv __aeabi_fmul __aeabi_fsub
__lesf2 156
__udivmoddi4 416 : __clzdi2
_global_impure_ptr 4
_impure_ptr 0 : _global_impure_ptr
memcpy 144
memmove 176
memset 168
sqrtf 72 : __aeabi_fcmplt __aeabi_fcmpun __aeabi_fdiv __errno __fdlib_version __ieee754_sqrtf
`,
  'cortex-m3': `
__adddf3 888
__addsf3 540
__aeabi_cfcmpeq 236
__aeabi_d2f 160
__aeabi_dmul 596
__aeabi_f2d 0 : __adddf3
__aeabi_f2iz 76
__aeabi_f2uiz 64
__aeabi_fadd 0 : __addsf3
__aeabi_fcmpeq 0 : __aeabi_cfcmpeq
__aeabi_fcmpge 0 : __aeabi_cfcmpeq
__aeabi_fcmpgt 0 : __aeabi_cfcmpeq
__aeabi_fcmple 0 : __aeabi_cfcmpeq
__aeabi_fcmplt 0 : __aeabi_cfcmpeq
__aeabi_fcmpun 44
__aeabi_fdiv 672
__aeabi_fmul 360
__aeabi_fsub 0 : __addsf3
__aeabi_i2d 0 : __adddf3
__aeabi_i2f 0 : __addsf3
__aeabi_idiv0 4
__aeabi_ldiv0 0 : __aeabi_idiv0
__aeabi_ldivmod 160 : __aeabi_ldiv0 __udivmoddi4
__aeabi_uldivmod 48 : __aeabi_ldiv0 __udivmoddi4
__errno 12 : _impure_ptr
__fdlib_version 0
__ieee754_sqrtf 176 : __aeabi_fadd __aeabi_fdiv __aeabi_fmul __aeabi_fsub
__udivmoddi4 712
_global_impure_ptr 4
_impure_ptr 0 : _global_impure_ptr
memcpy 236
memmove 252
memset 160
sqrtf 72 : __aeabi_fcmplt __aeabi_fcmpun __aeabi_fdiv __errno __fdlib_version __ieee754_sqrtf
`,
  'cortex-m4': `
__adddf3 888
__aeabi_d2f 160
__aeabi_dmul 596
__aeabi_f2d 0 : __adddf3
__aeabi_i2d 0 : __adddf3
__aeabi_idiv0 4
__aeabi_ldiv0 0 : __aeabi_idiv0
__aeabi_ldivmod 160 : __aeabi_ldiv0 __udivmoddi4
__aeabi_uldivmod 48 : __aeabi_ldiv0 __udivmoddi4
__udivmoddi4 708
memcpy 308
memmove 256
memset 164
`,
  'cortex-m55': `
__aeabi_idiv0 4
__aeabi_ldiv0 0 : __aeabi_idiv0
__aeabi_ldivmod 160 : __aeabi_ldiv0 __udivmoddi4
__aeabi_uldivmod 48 : __aeabi_ldiv0 __udivmoddi4
__udivmoddi4 756
memcpy 236
memmove 256
memset 168
`,
  rv32imc: `
__addsf3 1140 : __clzsi2
__clz_tab 256
__clzsi2 76 : __clz_tab
__divdi3 1184 : __clz_tab
__divsf3 888 : __clzsi2
__eqsf2 116
__extendsfdf2 224 : __clzsi2
__fixsfsi 112
__fixunssfsi 96
__floatsidf 172 : __clzsi2
__floatsisf 280 : __clzsi2
__gesf2 220
__gtsf2 0 : __gesf2
__lesf2 220
__ltsf2 0 : __lesf2
__moddi3 1144 : __clz_tab
__muldf3 1548 : __clzsi2
__mulsf3 828 : __clzsi2
__nesf2 0 : __eqsf2
__subsf3 1216 : __clzsi2
__truncdfsf2 400
__udivdi3 1112 : __clz_tab
`,
};
