import { Failure } from '../base/failure.ts';
import { type Listing, listByLabelsFile, listByPath, listByTable } from './listing.ts';

/** A file of a folder, by whatever means it can be read. */
export interface SourceFile {
  /** Relative to the folder, with / between its parts. */
  readonly path: string;
  /** May throw: the file is then skipped with the reason. */
  read(): Promise<Uint8Array>;
}

/** The files to read, by `info.labels`, `labels.csv`, or their folders and names. */
export async function list(files: readonly SourceFile[]): Promise<Listing> {
  const paths = files.map(({ path }) => path).sort(byPath);
  const at = (name: string) => files.find(({ path }) => path === name);
  const [labelsFile, table] = [at('info.labels'), at('labels.csv')];
  if (labelsFile) return listByLabelsFile(paths, labelsFile.path, await mustRead(labelsFile));
  return table ? listByTable(paths, table.path, await mustRead(table)) : listByPath(paths);
}

async function mustRead(file: SourceFile): Promise<Uint8Array> {
  const bytes = await read(file);
  if (typeof bytes === 'string') throw new Failure('no-permission', bytes);
  return bytes;
}

/** By code units: the same order on every machine. */
export function byPath(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The bytes of a file, or the reason why there are none. */
export async function read(file: SourceFile): Promise<Uint8Array | string> {
  try {
    return await file.read();
  } catch (error) {
    if (error instanceof Failure) {
      if (error.code === 'cancelled') throw error;
      return error.message;
    }
    const what = error instanceof Error ? error.message : String(error);
    return `${file.path} cannot be opened (${what}): check that it is there and may be read.`;
  }
}
