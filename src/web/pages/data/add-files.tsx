import { Button, Menu } from '@mantine/core';
import { type RefObject, useImperativeHandle, useRef } from 'react';
import { Icon } from '../../parts/icon.tsx';
import type { NamedFile } from './batches.ts';
import { filesOfInput } from './drop-place.tsx';

/** Other ways to bring data, each a drawer of its own. */
export type OtherWay = 'record' | 'board' | 'phone' | 'table';

interface AddFilesProps {
  /** Given a function that opens the browser's choice of files. */
  readonly opener: RefObject<(() => void) | null>;
  readonly onFiles: (files: readonly NamedFile[]) => void;
  readonly onOpen: (way: OtherWay) => void;
}

/** The one filled button of the page, and the inputs behind it. */
export function AddFiles({ opener, onFiles }: AddFilesProps) {
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
