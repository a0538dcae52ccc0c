import { assert } from '../base/assert.ts';

/** How the scores of a picture's cells become the centres of things; see `findCentres`. */
export interface CentreRule {
  readonly rows: number;
  readonly columns: number;
  /** Scores of each cell; the first is the background's. */
  readonly classes: number;
  /** Pixels that a cell stands for, along each side. */
  readonly cell: number;
  /** What a cell's score must reach, in 256ths: 1 to 255. */
  readonly threshold: number;
  /** Centres beyond so many are left out, the last in reading order. */
  readonly most: number;
}

/** One thing that was found. */
export interface Centre {
  /** 1 and up: 0 is the background. */
  readonly label: number;
  /** Pixels of the picture that the network sees, from its upper left corner. */
  readonly x: number;
  readonly y: number;
  /** In 256ths. */
  readonly score: number;
}

/**
 * The centres in scores [rows, columns, classes] from 0 to 1. A cell is a centre where its score for
 * a class reaches the threshold, is no less than the background's, and is a peak: no neighbour of the
 * eight has more of that class, and of equals the first in reading order counts. It lies at the mean of the nine cells' middles, weighted by their scores for the class. All
 * in whole numbers, the same in runtime/nn/thimble_centres.c.
 */
export function findCentres(rule: CentreRule, scores: ArrayLike<number>): Centre[] {
  const { rows, columns, classes, cell, threshold, most } = rule;
  assert(scores.length === rows * columns * classes, 'there is a score for each cell and class');
  const found: Centre[] = [];
  const at = (row: number, column: number, label: number) =>
    in256ths(scores[(row * columns + column) * classes + label]!);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let label = 1; label < classes; label++) {
        const score = at(row, column, label);
        if (score < threshold || score < at(row, column, 0)) continue;
        let [isPeak, sum, across, down] = [true, 0, 0, 0];
        for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
          for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
            const other = at(r, c, label);
            const before = r < row || (r === row && c < column);
            if (before ? other >= score : other > score) isPeak = false;
            sum += other;
            across += other * (2 * c + 1);
            down += other * (2 * r + 1);
          }
        }
        if (!isPeak || found.length === most) continue;
        const [x, y] = [across, down].map((moment) => Math.floor((moment * cell) / (2 * sum)));
        found.push({ label, x: x!, y: y!, score });
      }
    }
  }
  return found;
}

function in256ths(score: number): number {
  return Math.max(0, Math.min(255, Math.trunc(256 * score)));
}
