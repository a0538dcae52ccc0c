import { Button, Menu } from '@mantine/core';
import { type RefObject, useImperativeHandle, useRef } from 'react';
import { Icon } from '../../parts/icon.tsx';
import type { NamedFile } from './batches.ts';
import { filesOfInput } from './drop-place.tsx';

interface AddFilesProps {
  /** Given a function that opens the browser's choice of files. */
  readonly opener: RefObject<(() => void) | null>;
  readonly onFiles: (files: readonly NamedFile[]) => void;
  /** A table whose columns a person wants to choose. */
  readonly onTable: (file: File) => void;
}

/** The one filled button of the page, and the inputs behind it. */
export function AddFiles({ opener, onFiles, onTable }: AddFilesProps) {
  const table = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  useImperativeHandle(opener, () => () => files.current?.click());
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button variant="filled" leftSection={<Icon name="add" />}>
            Add files
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="file" />} onClick={() => files.current?.click()}>
            Files
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="folder" />} onClick={() => folder.current?.click()}>
            A folder, one inside for each label
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="list" />} onClick={() => table.current?.click()}>
            A table, with its columns chosen
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label="Files to add"
        onChange={(event) => onFiles(filesOfInput(event.currentTarget.files))}
      />
      <input
        ref={table}
        type="file"
        accept=".csv,.tsv,.txt"
        hidden
        aria-label="Table to add"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) onTable(file);
          event.currentTarget.value = '';
        }}
      />
      <input
        ref={folder}
        type="file"
        hidden
        aria-label="Folder to add"
        {...{ webkitdirectory: '' }}
        onChange={(event) => onFiles(filesOfInput(event.currentTarget.files))}
      />
    </>
  );
}
