/* What the calls of a generated library answer: 0, or one of these. */
#ifndef THIMBLE_ERROR_H
#define THIMBLE_ERROR_H

/* A pointer that must point at something is NULL. */
#define THIMBLE_ERR_NULL (-1)
/* The stream does not hold a whole window yet. */
#define THIMBLE_ERR_NOT_READY (-2)
/* A frame has no pixels, too many, or an odd width where pixels come in pairs. */
#define THIMBLE_ERR_FRAME (-4)

#endif
