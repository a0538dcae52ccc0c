/* The power spectrum of a frame of 16-bit readings in whole numbers. Shifts of negative numbers to the
 * right keep the sign, as every compiler for these cores has it. */
#ifndef THIMBLE_SPECTRUM_Q15_H
#define THIMBLE_SPECTRUM_Q15_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int16_t re;
    int16_t im;
} thimble_pair_q15;

/* A place of the transform: first a complex value, at the end the power of a bin. */
typedef union {
    thimble_pair_q15 pair;
    int32_t power;
} thimble_bin_q15;

typedef struct {
    int32_t frame_length;
    int32_t fft_length;    /* a power of two from 16, at least the frame */
    int32_t energy_bits;   /* a frame of b bits of energy is scaled by 2^((energy_bits - b) >> 1) */
    const int32_t *turns;  /* for each of fft_length / 8 butterflies seven words of two 16-bit numbers,
                              the first one low: weights of four pairs of readings, cos and sin of one,
                              two and three turns */
    const int32_t *splits; /* for bins 1 to fft_length / 4 one word: -sin, cos */
} thimble_spectrum_q15_config;

/* The exponent s that the energy of a frame leaves room for. */
int32_t thimble_exponent_q15(const thimble_spectrum_q15_config *config, const int16_t *x);

/* x: fft_length readings, 4-byte aligned; those past the frame have the weight 0. exponent: that of the
 * frame, or a lower one. room: fft_length places. Powers of bins 1 to fft_length / 2 - 1 come to
 * room[bin].power, all below 2^30: they are those of the frame times 2^exponent, windowed by w / 65536,
 * over 2 to the power of twice the number of passes of radix 4. */
void thimble_powers_q15(const thimble_spectrum_q15_config *config, const int16_t *x,
                        int32_t exponent, thimble_bin_q15 *room);

/* That, or what a port made for one length. */
typedef void thimble_powers_routine(const thimble_spectrum_q15_config *config, const int16_t *x,
                                    int32_t exponent, thimble_bin_q15 *room);

#ifdef __cplusplus
}
#endif

#endif
