/* From the scores of one window after the other to detections: a moving average, a threshold, and a
 * time of silence after each. Whole numbers only. */
#ifndef THIMBLE_DECODER_H
#define THIMBLE_DECODER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t labels;
    int32_t windows;      /* averaged; those before the beginning count as 0 */
    int32_t threshold;    /* what the mean score must reach, in 256ths */
    int32_t suppression;  /* windows that are passed over after a detection */
    const uint8_t *heard; /* [labels] 1 for a label that is told of */
} thimble_decoder_config;

/* What a decoder carries from window to window; all zeros at the beginning. */
typedef struct {
    int32_t next;  /* the row of the history that is written next */
    int32_t quiet; /* windows that are still passed over */
} thimble_decoder_state;

/* Takes score[labels], each from 0 to 1. history is [windows][labels], sums is [labels]. Answers the
 * index of the label that was heard, or -1. */
int32_t thimble_decoder_push(const thimble_decoder_config *config, const float *score,
                             uint8_t *history, int32_t *sums, thimble_decoder_state *state);

#ifdef __cplusplus
}
#endif

#endif
