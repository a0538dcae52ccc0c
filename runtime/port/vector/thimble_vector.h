/* How the loops of this port are written, so that GCC and clang make vectors of them at -O2 and -O3 without
 * being asked, for x86-64 as for aarch64: they run over a fixed number of neighbours, and what they read
 * and write is told apart by `restrict` or copied. */
#ifndef THIMBLE_VECTOR_H
#define THIMBLE_VECTOR_H

/* Numbers that are calculated side by side. */
enum { thimble_lanes_vector = 16 };

/* Before a loop over them: at -O3 GCC would write it out number by number before it looks for vectors. */
#if defined(__GNUC__) && !defined(__clang__)
#define THIMBLE_LANES_VECTOR _Pragma("GCC unroll 1")
#else
#define THIMBLE_LANES_VECTOR
#endif

/* C++ has no such word. */
#ifdef __cplusplus
#define THIMBLE_RESTRICT_VECTOR
#else
#define THIMBLE_RESTRICT_VECTOR restrict
#endif

#endif
