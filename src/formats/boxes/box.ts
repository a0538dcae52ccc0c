import { Failure } from '../../base/failure.ts';
import type { Box } from '../labels-file.ts';

/** What a file says of the things in one picture. */
export interface BoxedPicture {
  /** As the file names the picture: a path, or only a name. */
  readonly picture: string;
  /** Pixels of the picture as it was labelled; null where the file does not say. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** In pixels, from the upper left corner. */
  readonly boxes: readonly Box[];
}

/** Refuses a box without area or with numbers that are none. */
export function requireBox(file: string, where: string, box: Box): Box {
  const { x, y, width, height } = box;
  const bad = [x, y, width, height].find((number) => !Number.isFinite(number));
  if (bad === undefined && width > 0 && height > 0) return box;
  const what =
    bad === undefined ? `is ${width} by ${height} pixels` : 'has sides that are no numbers';
  throw new Failure('bad-file', `${file}: the box in ${where} ${what}. Mend it or remove it.`);
}
