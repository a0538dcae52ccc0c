import { type DragEvent, type ReactNode, useState } from 'react';
import type { NamedFile } from './batches.ts';
import classes from './drop-place.module.css';

interface DropPlaceProps {
  readonly onFiles: (files: readonly NamedFile[]) => void;
  readonly children: ReactNode;
}

/** A page onto which files and folders can be dropped. */
export function DropPlace({ onFiles, children }: DropPlaceProps) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const entries = [...event.dataTransfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
    void Promise.all(entries.map((entry) => filesIn(entry))).then((found) => onFiles(found.flat()));
  };
  return (
    <div
      className={classes.place}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={drop}
    >
      {children}
      {over && <div className={classes.over}>Drop them: a folder for each label is understood</div>}
    </div>
  );
}

/** What an input of files or of a folder holds. */
export function filesOfInput(list: FileList | null): NamedFile[] {
  return [...(list ?? [])].map((file) => ({
    file,
    // the chosen folder's own name is not a label
    path: file.webkitRelativePath ? withoutFirst(file.webkitRelativePath) : file.name,
  }));
}

function withoutFirst(path: string): string {
  const rest = path.split('/').slice(1).join('/');
  return rest || path;
}

/** All files below an entry; one dropped folder with folders in it is the whole, not a label. */
async function filesIn(entry: FileSystemEntry): Promise<NamedFile[]> {
  const files = await walk(entry);
  const deep = files.some(({ path }) => path.split('/').length > 2);
  return deep ? files.map(({ path, file }) => ({ path: withoutFirst(path), file })) : files;
}

async function walk(entry: FileSystemEntry): Promise<NamedFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: NamedFile[] = [];
  for (;;) {
    // a reader gives a hundred entries at a time, and none at the end
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    for (const inner of some) found.push(...(await walk(inner)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
