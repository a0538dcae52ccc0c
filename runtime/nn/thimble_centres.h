/* From the scores of a picture's cells to the centres of things: peaks among neighbours. Whole numbers
 * only. */
#ifndef THIMBLE_CENTRES_H
#define THIMBLE_CENTRES_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t label; /* 1 and up: 0 is the background */
    int32_t x, y;  /* pixels of the picture that the network sees, from its upper left corner */
    int32_t score; /* in 256ths */
} thimble_centre;

typedef struct {
    int32_t rows, columns;
    int32_t classes;   /* scores of a cell, the first of the background */
    int32_t cell;      /* pixels that a cell stands for, along each side */
    int32_t threshold; /* what a score must reach, in 256ths */
    int32_t most;      /* centres that there is room for */
} thimble_centres_config;

/* Takes score[rows][columns][classes], each from 0 to 1. Writes at most `most` centres, in reading
 * order of their cells, and answers how many. A centre is a cell whose score for a class reaches the
 * threshold, is no less than the background's and no less than any of its eight neighbours'; of
 * equal neighbours the first counts. It lies at the mean of the nine cells, weighted by score. */
int32_t thimble_centres(const thimble_centres_config *config, const float *score,
                        thimble_centre *centres);

#ifdef __cplusplus
}
#endif

#endif
