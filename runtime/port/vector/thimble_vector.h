/* How the loops of this port are written, so that GCC and clang make vectors of them at -O2 and -O3 without
 * being asked, for x86-64 as for aarch64: they run over a fixed number of neighbours, and what they read
 * and write is told apart by `restrict` or copied. */
#ifndef THIMBLE_VECTOR_H
#define THIMBLE_VECTOR_H

#include <stdint.h> /* says, too, which C library there is */

/* Numbers that are calculated side by side. */
enum { thimble_lanes_vector = 16 };

/* Before a loop over them: at -O3 GCC would write it out number by number before it looks for vectors. */
#if defined(__GNUC__) && !defined(__clang__)
#define THIMBLE_LANES_VECTOR _Pragma("GCC unroll 1")
#else
#define THIMBLE_LANES_VECTOR
#endif

/* Before a function full of them: a PC whose compiler was told of no processor has vectors of 16 bytes and few
 * instructions for them; so the function is there once more for newer ones and chosen when the program
 * starts, which takes GCC and glibc. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__AVX2__) && !defined(__SANITIZE_ADDRESS__)
#define THIMBLE_CLONES_VECTOR __attribute__((target_clones("avx2", "default")))
#else
#define THIMBLE_CLONES_VECTOR
#endif

/* A function that such a function is made of, and is translated with it. */
#if defined(__GNUC__)
#define THIMBLE_INSIDE_VECTOR static inline __attribute__((always_inline))
#else
#define THIMBLE_INSIDE_VECTOR static inline
#endif

/* C++ has no such word. */
#ifdef __cplusplus
#define THIMBLE_RESTRICT_VECTOR
#else
#define THIMBLE_RESTRICT_VECTOR restrict
#endif

#endif
