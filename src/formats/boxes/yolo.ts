import { Failure } from '../../base/failure.ts';
import type { Box } from '../labels-file.ts';
import { requireBox } from './box.ts';

/**
 * Reads the labels of YOLO, one text file for each picture: on each line the number of a class, and
 * the middle and the sides of a box as shares of the picture's. `names` are those of classes.txt.
 * Throws a Failure that names the line.
 */
export function readYolo(
  file: string,
  text: string,
  names: readonly string[],
  picture: { readonly width: number; readonly height: number },
): Box[] {
  const boxes: Box[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const numbers = line.trim().split(/\s+/).map(Number);
    const [kind = -1, middleX = 0, middleY = 0, across = 0, down = 0] = numbers;
    const where = `line ${i + 1}`;
    if (numbers.length < 5 || numbers.length > 6 || numbers.some((n) => !Number.isFinite(n))) {
      const sentence = `${file}: ${where} is "${line.trim()}"; it must be class, x, y, width and height.`;
      throw new Failure('bad-file', sentence);
    }
    if ([middleX, middleY, across, down].some((share) => share < 0 || share > 1)) {
      const sentence = `${file}: ${where} has shares of the picture that are not from 0 to 1.`;
      throw new Failure('bad-file', sentence);
    }
    const label = names[kind];
    if (label === undefined) {
      const sentence = `${file}: ${where} is of class ${kind}; classes.txt names 0 to ${names.length - 1}.`;
      throw new Failure('bad-file', sentence);
    }
    const [width, height] = [across * picture.width, down * picture.height];
    const [x, y] = [middleX * picture.width - width / 2, middleY * picture.height - height / 2];
    boxes.push(requireBox(file, where, { label, x, y, width, height }));
  }
  return boxes;
}
