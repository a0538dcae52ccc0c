import { z } from 'zod';
import { Failure } from '../../base/failure.ts';
import { type BoxedPicture, requireBox } from './box.ts';

const document = z.object({
  images: z.array(
    z.object({
      id: z.union([z.number(), z.string()]),
      file_name: z.string().min(1),
      width: z.number().optional(),
      height: z.number().optional(),
    }),
  ),
  annotations: z.array(
    z.object({
      image_id: z.union([z.number(), z.string()]),
      category_id: z.union([z.number(), z.string()]),
      bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
      iscrowd: z.number().optional(),
    }),
  ),
  categories: z.array(z.object({ id: z.union([z.number(), z.string()]), name: z.string() })),
});

/** Whether a JSON document has the lists that COCO's have. */
export function isCoco(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['images', 'annotations', 'categories'].every((list) => list in value)
  );
}

/**
 * Reads boxes of COCO's "instances" form: [x, y, width, height] in pixels. Boxes of crowds, which
 * stand for no single thing, are left out. Throws a Failure that names the annotation at fault.
 */
export function readCoco(file: string, value: unknown): BoxedPicture[] {
  const parsed = document.safeParse(value);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const sentence = `${file} is not as COCO's annotations are in ${path.map(String).join('.')}: ${message}.`;
    throw new Failure('bad-file', sentence);
  }
  const { images, annotations, categories } = parsed.data;
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const known = new Set(images.map(({ id }) => id));
  const byImage = new Map<number | string, BoxedPicture['boxes'][number][]>();
  for (const [i, { image_id, category_id, bbox, iscrowd }] of annotations.entries()) {
    const [where, label] = [`annotation ${i + 1}`, names.get(category_id)];
    if (label === undefined || !known.has(image_id)) {
      const lacking = label === undefined ? `category ${category_id}` : `image ${image_id}`;
      throw new Failure('bad-file', `${file}: ${where} is of ${lacking}, which is not listed.`);
    }
    if (iscrowd === 1) continue;
    const [x, y, width, height] = bbox;
    const box = requireBox(file, where, { label, x, y, width, height });
    byImage.set(image_id, [...(byImage.get(image_id) ?? []), box]);
  }
  return images.map(({ id, file_name, width, height }) => ({
    picture: file_name.replaceAll('\\', '/'),
    size: width && height ? { width, height } : null,
    boxes: byImage.get(id) ?? [],
  }));
}
