#include "math.h"

#include <stdint.h>
#include <string.h>

enum { MANTISSA_BITS = 23, BIAS = 127 };

/* The largest whole number whose square is no larger: a digit of two after the other. */
static uint32_t whole_root(uint64_t square, uint64_t digit) {
    uint64_t root = 0;
    for (; digit != 0; digit >>= 2) {
        if (square >= root + digit) {
            square -= root + digit;
            root = (root >> 1) + digit;
        } else {
            root >>= 1;
        }
    }
    return (uint32_t)root;
}

/*
 * x = m 2^e with an even e and m from 2^48 to 2^50, so that its root has 25 digits: those of a float and one to
 * round by. It never lies in the middle of two floats, since the square of an odd number is odd and m is not.
 */
float sqrtf(float x) {
    const uint32_t hidden = (uint32_t)1 << MANTISSA_BITS;
    uint32_t bits;
    uint32_t mantissa;
    int32_t exponent;
    uint32_t root;
    float nearest;
    memcpy(&bits, &x, sizeof bits);
    exponent = (int32_t)(bits >> MANTISSA_BITS);
    if (bits << 1 == 0 || exponent == 0xff) {
        return x;
    }
    if (bits >> 31 != 0) {
        return (x - x) / (x - x);
    }
    mantissa = bits & (hidden - 1);
    if (exponent == 0) {
        exponent = 1;
        for (; mantissa < hidden; mantissa <<= 1) {
            exponent--;
        }
    }
    mantissa |= hidden;
    exponent -= BIAS;
    root = whole_root((uint64_t)mantissa << ((exponent & 1) != 0 ? 26 : 25), (uint64_t)1 << 50);
    /* half of an even exponent; the hidden digit of the rounded root is one step of it */
    bits = ((uint32_t)((exponent - (exponent & 1)) / 2 + BIAS - 1) << MANTISSA_BITS) +
           ((root >> 1) + (root & 1));
    memcpy(&nearest, &bits, sizeof nearest);
    return nearest;
}
