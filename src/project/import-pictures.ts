import { Failure } from '../base/failure.ts';
import { contentHash } from '../base/hash.ts';
import { stopIfCancelled, type Task } from '../base/task.ts';
import type { Box } from '../formats/labels-file.ts';
import type { Picture } from '../formats/picture.ts';
import { isPicture, readPicture } from '../formats/read-picture.ts';
import { keepOnce, notesOf, noteUnlabelled } from './distinct.ts';
import { hasBoxes } from './list-boxes.ts';
import type { Listed, Listing, Skipped } from './listing.ts';
import type { PictureSample } from './sample.ts';
import { byPath, list, read, type SourceFile } from './source-file.ts';
import { things } from './wording.ts';

export interface ImportedPictures {
  /** In the order of their paths; some may have no label. Sizes may differ, grey ones among coloured. */
  readonly samples: readonly PictureSample[];
  readonly skipped: readonly Skipped[];
  /** Whole sentences on what was assumed, changed or left aside. */
  readonly notes: readonly string[];
}

/**
 * Whether a folder's data are pictures: most of its listed files are, of up to fifty that are looked
 * at, evenly picked.
 */
export async function holdsPictures(
  files: readonly SourceFile[],
  known?: Listing,
): Promise<boolean> {
  const { listed } = known ?? (await list(files));
  const wanted = new Set(listed.map(({ path }) => path));
  const there = files.filter(({ path }) => wanted.has(path));
  const step = Math.max(1, there.length / looks);
  let [pictures, looked] = [0, 0];
  for (let at = 0; at < there.length; at += step) {
    const bytes = await read(there[Math.floor(at)]!);
    looked++;
    if (typeof bytes !== 'string' && isPicture(bytes)) pictures++;
  }
  return 2 * pictures > looked;
}

const looks = 50;

/**
 * Turns a folder of pictures into samples. Labels, parts and groups are said as they are for
 * recordings; where the list has boxes, they come along in the pixels of the picture as it is kept. A file that cannot be used is skipped with the reason and never stops the others.
 *
 * Large pictures are made smaller by whole steps, as a camera does that is set to a small frame, so
 * that many fit in memory. The same picture twice in one part is kept once.
 *
 * `known` is what is in the folder, where that is known without looking at its paths and lists.
 *
 * Throws a Failure where nothing is left, nothing is labelled, or the list of labels is broken.
 */
export async function importPictures(
  files: readonly SourceFile[],
  task: Task,
  known?: Listing,
): Promise<ImportedPictures> {
  const listing = known ?? (await list(files));
  const boxed = hasBoxes(listing);
  const listed = listing.listed.toSorted((a, b) => byPath(a.path, b.path));
  const byName = new Map(files.map((file) => [file.path, file]));
  const found: Found[] = [];
  const unread: Skipped[] = [];
  for (const [i, entry] of listed.entries()) {
    stopIfCancelled(task);
    task.progress('Reading pictures', i, listed.length);
    const picture = await pictureOf(byName.get(entry.path)!);
    if (typeof picture === 'string') unread.push({ file: entry.path, reason: picture });
    else found.push({ listed: entry, taken: sizeOf(picture), picture: shrunk(picture) });
  }
  task.progress('Reading pictures', listed.length, listed.length);
  if (found.length === 0) throw nothingLeft([...listing.skipped, ...unread]);

  const { samples, skipped, notes } = keepOnce(
    found.map((one) => sampleOf(one, boxed)),
    'picture',
  );
  if (samples.every(({ label, boxes }) => label === null && !boxes)) {
    throw new Failure(
      'bad-data',
      'None of the pictures has a label: put them in one folder for each label, such as ' +
        'cat/001.jpg, or list them in labels.csv with the columns path and label.',
    );
  }
  const said = found.map(({ listed: { path }, picture }) => ({ path, notes: picture.notes }));
  return {
    samples,
    skipped: [...listing.skipped, ...unread, ...skipped],
    notes: [
      ...listing.notes,
      ...notesOf(said, 'picture'),
      ...notes,
      ...noteUnlabelled(
        samples.filter(({ boxes }) => !boxes),
        'picture',
      ),
    ],
  };
}

/** The picture in a file, or the reason why there is none. */
async function pictureOf(file: SourceFile): Promise<Picture | string> {
  const bytes = await read(file);
  if (typeof bytes === 'string') return bytes;
  try {
    return readPicture(file.path, bytes);
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

function nothingLeft(skipped: readonly Skipped[]): Failure {
  const [first] = skipped;
  const which = skipped.length > 1 ? `The first of ${skipped.length}: ` : '';
  const why = first ? `${which}${first.reason}` : 'Put pictures in it, one folder for each label.';
  return new Failure('bad-data', `No file of the folder can be used. ${why}`);
}

type Size = Pick<Picture, 'width' | 'height'>;

function sizeOf({ width, height }: Picture): Size {
  return { width, height };
}

/** A picture as it was listed, as it was taken, and as it is kept. */
interface Found {
  readonly listed: Listed;
  readonly taken: Size;
  readonly picture: Picture;
}

function sampleOf({ listed, taken, picture }: Found, boxed: boolean): PictureSample {
  const { path, label, split, group, boxes = [] } = listed;
  const form = [picture.width, picture.height, picture.channels].join();
  const id = contentHash(picture.values, form);
  const sample = { id, source: path, label, split, group, picture };
  if (!boxed) return sample;
  const { width, height } = listed.boxesIn ?? taken;
  return {
    ...sample,
    boxes: within(boxes, picture, picture.width / width, picture.height / height),
  };
}

/** Boxes in the pixels of a picture as it is kept, cut at its edges; those outside are gone. */
function within(boxes: readonly Box[], picture: Picture, across: number, down: number): Box[] {
  return boxes.flatMap(({ label, ...box }) => {
    const [x, y] = [Math.max(0, box.x * across), Math.max(0, box.y * down)];
    const width = Math.min(picture.width, (box.x + box.width) * across) - x;
    const height = Math.min(picture.height, (box.y + box.height) * down) - y;
    return width > 0 && height > 0 ? [{ label, x, y, width, height }] : [];
  });
}

/** The shorter side stays at least this long: the height of a QVGA frame. */
const sideMin = 240;

/** Means of squares of k by k pixels, for the largest k that leaves the shorter side long enough. */
function shrunk(picture: Picture): Picture {
  const { width: from, channels, values, notes } = picture;
  const k = Math.floor(Math.min(from, picture.height) / sideMin);
  if (k < 2) return picture;
  const [width, height] = [Math.floor(from / k), Math.floor(picture.height / k)];
  const result = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let row = y * k; row < (y + 1) * k; row++) {
          for (let column = x * k; column < (x + 1) * k; column++) {
            sum += values[(row * from + column) * channels + c]!;
          }
        }
        result[(y * width + x) * channels + c] = Math.round(sum / (k * k));
      }
    }
  }
  const note = `Made smaller, to about ${sideMin} to ${2 * sideMin} pixels on the shorter side.`;
  return { width, height, channels, values: result, notes: [...notes, note] };
}

/** What is worth a word about the pictures of a folder before they are learned from. */
export function cautionsOf(samples: readonly PictureSample[]): string[] {
  const notes: string[] = [];
  const tiny = samples.filter(({ picture }) => Math.min(picture.width, picture.height) < 8);
  if (tiny.length > 0) {
    notes.push(
      `${things(tiny.length, 'picture')} less than 8 pixels wide or high, such as ${tiny[0]!.source}: ` +
        'there is next to nothing to be seen in them.',
    );
  }
  const grey = samples.filter(({ picture }) => picture.channels === 1);
  if (grey.length === 0 || grey.length === samples.length) return notes;
  const labels = [...new Set(samples.map(({ label }) => label))];
  const shares = labels.map((label) => {
    const of = samples.filter((sample) => sample.label === label);
    return of.filter(({ picture }) => picture.channels === 1).length / of.length;
  });
  notes.push(
    `${things(grey.length, 'picture')} without colour among ${samples.length}.` +
      (Math.max(...shares) - Math.min(...shares) > 0.5
        ? ' Some classes are mostly grey and others mostly coloured: the network may learn that instead of what the pictures show.'
        : ''),
  );
  return notes;
}
