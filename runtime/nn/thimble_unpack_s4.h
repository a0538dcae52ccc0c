/* Weights of four bits, two in a byte, back to what the kernels for int8 read.
 *
 * A word holds eight weights plus 8, four in the low halves of its bytes and the next four in the high
 * halves, so that a mask and a shift give four bytes at once: taking 8 off each lane is one subtraction
 * under guard bits that no lane borrows through. That is about one instruction and a quarter a weight,
 * paid once for all the places that a weight is used at. */
#ifndef THIMBLE_UNPACK_S4_H
#define THIMBLE_UNPACK_S4_H

#include <stdint.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "Weights of four bits are unpacked on little-endian cores alone: take int8 weights here."
#endif

/* What a lane of the unpacked weights is: int8, or a halfword of 256 high + low, of two weights. */
#define THIMBLE_GUARD_BYTES 0x80808080U
#define THIMBLE_GUARD_HALFWORDS 0x80008000U

static inline uint32_t thimble_nibbles(uint32_t halves, uint32_t guard)
{
    return ((halves | guard) - 0x08080808U) ^ guard;
}

/* Weights in int8, eight for each word; answers what follows the words. */
static inline const int32_t *thimble_unpack_s4(const int32_t *packed, int32_t words,
                                               int8_t *weights)
{
    uint32_t *to = (uint32_t *)(void *)weights;
    for (; words > 0; words--) {
        const uint32_t word = (uint32_t)*packed++;
        *to++ = thimble_nibbles(word & 0x0f0f0f0fU, THIMBLE_GUARD_BYTES);
        *to++ = thimble_nibbles((word >> 4) & 0x0f0f0f0fU, THIMBLE_GUARD_BYTES);
    }
    return packed;
}

#endif
