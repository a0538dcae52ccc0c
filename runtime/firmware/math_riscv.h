/* The part of the library of mathematics that Thimble's C uses, for machines that come without one. */
#ifndef MATH_H
#define MATH_H

/* The nearest float to the square root; not a number below zero. */
float sqrtf(float x);

#endif
