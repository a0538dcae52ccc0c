import { Failure } from '../base/failure.ts';
import type { BoxedPicture } from '../formats/boxes/box.ts';
import { isCoco, readCoco } from '../formats/boxes/coco.ts';
import { readBoundingBoxes } from '../formats/boxes/edge-impulse.ts';
import { readVoc } from '../formats/boxes/voc.ts';
import { readYolo } from '../formats/boxes/yolo.ts';
import { decodeText, isText } from '../formats/text.ts';
import { type Listed, type Listing, type Skipped, splitOfPath } from './listing.ts';
import { byPath, list, read, type SourceFile } from './source-file.ts';

/**
 * The pictures of a folder whose things are in boxes, by whatever file says so: Edge Impulse's
 * info.labels or bounding_boxes.labels, COCO's JSON, Pascal VOC's XML or YOLO's text beside a
 * classes.txt. null: nothing in the folder speaks of boxes. Where two files speak of one picture, the
 * first in this order counts. A file of boxes that is broken is skipped with the reason.
 */
export async function listBoxes(
  files: readonly SourceFile[],
  known?: Listing,
): Promise<Listing | null> {
  if (known) return hasBoxes(known) ? known : null;
  const pictures = files.map(({ path }) => path).filter(isPicturePath);
  if (pictures.length === 0) return null;
  if (files.some(({ path }) => path === 'info.labels')) {
    const listing = await list(files);
    return hasBoxes(listing) ? listing : null;
  }
  const byName = new Map<string, string[]>();
  for (const path of pictures.sort(byPath)) {
    byName.set(nameOf(path), [...(byName.get(nameOf(path)) ?? []), path]);
  }
  const { said, skipped } = await readAll(files, pictures);
  if (said.every(({ one }) => one.boxes.length === 0)) return null;
  const boxed = new Map<string, BoxedPicture>();
  for (const { file, one } of said) {
    const path = nearest(file, one.picture, byName.get(nameOf(one.picture)) ?? []);
    if (path === null) {
      const reason = `${file} speaks of ${one.picture}, which is not in the folder.`;
      skipped.push({ file: one.picture, reason });
    } else if (!boxed.has(path)) boxed.set(path, one);
  }
  const listed = [...boxed].map(([path, { boxes, size }]): Listed => {
    const where = { split: splitOfPath(path), group: null, segments: [], label: null };
    return { path, ...where, boxes, boxesIn: size };
  });
  const left = pictures.filter((path) => !boxed.has(path)).length;
  const notes =
    left > 0 ? [`Pictures that no file of boxes speaks of were left out: ${left}.`] : [];
  return { listed, skipped, notes };
}

export function hasBoxes({ listed }: Listing): boolean {
  return listed.some(({ boxes }) => (boxes?.length ?? 0) > 0);
}

interface Said {
  readonly file: string;
  readonly one: BoxedPicture;
}

async function readAll(files: readonly SourceFile[], pictures: readonly string[]) {
  const skipped: Skipped[] = [];
  const sorted = files.toSorted((a, b) => byPath(a.path, b.path));
  const each = async (
    wanted: (path: string) => boolean,
    reader: (path: string, text: string) => readonly BoxedPicture[],
  ): Promise<Said[]> => {
    const said: Said[] = [];
    for (const file of sorted.filter(({ path }) => wanted(path))) {
      try {
        const bytes = await read(file);
        if (typeof bytes === 'string') throw new Failure('no-permission', bytes);
        if (!isText(bytes)) continue;
        const text = decodeText(file.path, bytes);
        said.push(...reader(file.path, text).map((one) => ({ file: file.path, one })));
      } catch (error) {
        if (!(error instanceof Failure) || error.code === 'cancelled') throw error;
        skipped.push({ file: file.path, reason: error.message });
      }
    }
    return said;
  };
  const studio = await each((path) => nameOf(path) === 'bounding_boxes.labels', readBoundingBoxes);
  const coco = await each((path) => path.toLowerCase().endsWith('.json'), cocoIn);
  const voc = await each((path) => path.toLowerCase().endsWith('.xml'), vocIn);
  const yolo = await readYoloFiles(sorted, pictures, each);
  return { said: [...studio, ...coco, ...voc, ...yolo], skipped };
}

function cocoIn(path: string, text: string): readonly BoxedPicture[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  return isCoco(value) ? readCoco(path, value) : [];
}

function vocIn(path: string, text: string): readonly BoxedPicture[] {
  return text.includes('<annotation') ? [readVoc(path, text)] : [];
}

/** One text file for each picture of the same name; the names of classes stand in classes.txt. */
async function readYoloFiles(
  files: readonly SourceFile[],
  pictures: readonly string[],
  each: (
    wanted: (path: string) => boolean,
    reader: (path: string, text: string) => readonly BoxedPicture[],
  ) => Promise<Said[]>,
): Promise<Said[]> {
  const classes = files.find(({ path }) => /^(classes|obj\.names|labels)\b/.test(nameOf(path)));
  if (!classes || !/\.(txt|names)$/.test(classes.path)) return [];
  const bytes = await read(classes);
  if (typeof bytes === 'string') return [];
  const names = decodeText(classes.path, bytes)
    .split(/\r?\n/)
    .map((line) => line.trim());
  while (names.at(-1) === '') names.pop();
  const byStem = new Map(pictures.map((path) => [stemOf(path), nameOf(path)]));
  return each(
    (path) => path.endsWith('.txt') && byStem.has(stemOf(path)),
    (path, text) => {
      const whole = { width: 1, height: 1 };
      const picture = byStem.get(stemOf(path))!;
      return [{ picture, size: whole, boxes: readYolo(path, text, names, whole) }];
    },
  );
}

/** Of pictures with the same name the one that shares most folders with the file that speaks of it. */
function nearest(file: string, picture: string, found: readonly string[]): string | null {
  const from = file.split('/').slice(0, -1);
  const wanted = [...from, ...picture.split('/')];
  const shared = (path: string) => {
    const parts = path.split('/');
    let ahead = 0;
    while (ahead < parts.length && parts[ahead] === from[ahead]) ahead++;
    let behind = 0;
    while (behind < parts.length && parts.at(-1 - behind) === wanted.at(-1 - behind)) behind++;
    return 100 * ahead + behind;
  };
  return found.toSorted((a, b) => shared(b) - shared(a))[0] ?? null;
}

function isPicturePath(path: string): boolean {
  return /\.(jpe?g|png|bmp)$/i.test(path);
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}

function stemOf(path: string): string {
  return nameOf(path).replace(/\.[^.]*$/, '');
}
