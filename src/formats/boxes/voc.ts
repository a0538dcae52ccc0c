import { Failure } from '../../base/failure.ts';
import { type BoxedPicture, requireBox } from './box.ts';

/**
 * Reads an annotation of Pascal VOC: one XML file for each picture, with an `object` for each thing.
 * Sides are taken as they stand, as most programs write them: xmax − xmin is the width.
 * Throws a Failure that names the object which is not as it should be.
 */
export function readVoc(file: string, text: string): BoxedPicture {
  const whole = inside(text, 'annotation');
  if (whole === null) {
    throw new Failure('bad-file', `${file} is no whole annotation of Pascal VOC: export it again.`);
  }
  const withoutObjects = whole.replace(/<object\b[^>]*>[\s\S]*?<\/object>/g, '');
  const picture = inside(withoutObjects, 'filename');
  if (!picture) throw new Failure('bad-file', `${file} does not name its picture (filename).`);
  const size = inside(withoutObjects, 'size') ?? '';
  const [width, height] = [numberIn(size, 'width'), numberIn(size, 'height')];
  const objects = [...whole.matchAll(/<object\b[^>]*>([\s\S]*?)<\/object>/g)];
  const boxes = objects.map(([, object = ''], i) => {
    const where = `object ${i + 1}`;
    const label = inside(object.replace(/<part\b[\s\S]*?<\/part>/g, ''), 'name');
    const box = inside(object, 'bndbox');
    if (!label || box === null) {
      throw new Failure('bad-file', `${file}: ${where} has no name or no bndbox. Mend it there.`);
    }
    const [x, y] = [numberIn(box, 'xmin'), numberIn(box, 'ymin')];
    const sides = { width: numberIn(box, 'xmax') - x, height: numberIn(box, 'ymax') - y };
    return requireBox(file, where, { label, x, y, ...sides });
  });
  return { picture, size: width > 0 && height > 0 ? { width, height } : null, boxes };
}

/** The text of the first such element, or null. */
function inside(text: string, element: string): string | null {
  const found = new RegExp(`<${element}\\b[^>]*>([\\s\\S]*?)</${element}\\s*>`).exec(text);
  return found ? unescaped(found[1]!.trim()) : null;
}

function numberIn(text: string, element: string): number {
  const found = inside(text, element);
  return found === null || found === '' ? Number.NaN : Number(found);
}

const entities: { readonly [name: string]: string } = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function unescaped(text: string): string {
  if (text.includes('<')) return text;
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name]!);
}
