#include "thimble_centres.h"

static int32_t in_256ths(float score) {
    if (!(score > 0.0f)) {
        return 0;
    }
    return score < 1.0f ? (int32_t)(256.0f * score) : 255;
}

static int32_t score_at(const thimble_centres_config *config, const float *score, int32_t row,
                        int32_t column, int32_t label) {
    return in_256ths(score[(row * config->columns + column) * config->classes + label]);
}

/* Answers 1 and writes the centre where the cell is a peak of its label. */
static int peak(const thimble_centres_config *config, const float *score, int32_t row,
                int32_t column, thimble_centre *centre) {
    int32_t sum = 0, across = 0, down = 0;
    for (int32_t r = row - 1; r <= row + 1; r++) {
        for (int32_t c = column - 1; c <= column + 1; c++) {
            if (r < 0 || c < 0 || r >= config->rows || c >= config->columns) {
                continue;
            }
            const int32_t other = score_at(config, score, r, c, centre->label);
            const int before = r < row || (r == row && c < column);
            if (other > centre->score || (before && other == centre->score)) {
                return 0;
            }
            sum += other;
            across += other * (2 * c + 1);
            down += other * (2 * r + 1);
        }
    }
    centre->x = across * config->cell / (2 * sum);
    centre->y = down * config->cell / (2 * sum);
    return 1;
}

int32_t thimble_centres(const thimble_centres_config *config, const float *score,
                        thimble_centre *centres) {
    int32_t count = 0;
    for (int32_t row = 0; row < config->rows; row++) {
        for (int32_t column = 0; column < config->columns; column++) {
            const int32_t background = score_at(config, score, row, column, 0);
            for (int32_t label = 1; label < config->classes; label++) {
                thimble_centre centre = {label, 0, 0, 0};
                centre.score = score_at(config, score, row, column, label);
                if (count < config->most && centre.score >= config->threshold &&
                    centre.score >= background && peak(config, score, row, column, &centre)) {
                    centres[count] = centre;
                    count++;
                }
            }
        }
    }
    return count;
}
