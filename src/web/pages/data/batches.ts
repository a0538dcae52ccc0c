/** Files on their way to a server, in portions: each small enough to show progress and to be sent again. */

export interface NamedFile {
  /** As in the folder that was chosen: `wave/3.csv`. */
  readonly path: string;
  readonly file: File;
}

export interface Batch {
  readonly files: readonly NamedFile[];
  /** How many of them count as progress; lists that go with every batch do so once. */
  readonly counted: number;
}

const filesMost = 100;
const bytesMost = 16 * 2 ** 20;
/** Files that say how others are labelled: no batch can be read without them. */
const lists =
  /(^|\/)(labels\.csv|info\.labels|bounding_boxes\.labels|classes\.txt|data\.yaml|_?annotations[^/]*\.json)$/i;

export function batchesOf(files: readonly NamedFile[]): Batch[] {
  const spoken = files.filter(({ path }) => lists.test(path));
  const others = files
    .filter(({ path }) => !lists.test(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const batches: NamedFile[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const one of others) {
    const last = batches.at(-1);
    const full = !last || last.length >= filesMost || bytes + one.file.size > bytesMost;
    // a picture and the file of its boxes have one name and stay together
    if (full && !(last && stem(last.at(-1)!) === stem(one))) {
      batches.push([one]);
      bytes = one.file.size;
    } else {
      batches.at(-1)!.push(one);
      bytes += one.file.size;
    }
  }
  if (batches.length === 0 && spoken.length > 0) batches.push([]);
  return batches.map((batch, i) => ({
    files: [...spoken, ...batch],
    counted: batch.length + (i === 0 ? spoken.length : 0),
  }));
}

const stem = ({ path }: NamedFile): string => path.replace(/\.[^./]*$/, '');
