import { z } from 'zod';
import { Failure } from '../../base/failure.ts';
import { type BoxedPicture, requireBox } from './box.ts';

const document = z.object({
  version: z.literal(1),
  type: z.literal('bounding-box-labels'),
  boundingBoxes: z.record(
    z.string(),
    z.array(
      z.object({
        label: z.string(),
        x: z.number(),
        y: z.number(),
        width: z.number(),
        height: z.number(),
      }),
    ),
  ),
});

/**
 * Reads `bounding_boxes.labels` of Edge Impulse, which lies beside the pictures it is of: boxes in
 * pixels by the names of the pictures. Throws a Failure that names the picture at fault.
 */
export function readBoundingBoxes(file: string, text: string): BoxedPicture[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Failure('bad-file', `${file} is no whole JSON document: export it again.`);
  }
  const parsed = document.safeParse(value);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const sentence = `${file} is not as it should be in ${path.map(String).join('.') || 'its head'}: ${message}.`;
    throw new Failure('bad-file', sentence);
  }
  return Object.entries(parsed.data.boundingBoxes).map(([picture, boxes]) => ({
    picture,
    size: null,
    boxes: boxes.map((box, i) => requireBox(file, `box ${i + 1} of ${picture}`, box)),
  }));
}
