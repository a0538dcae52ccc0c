import { Button, Menu } from '@mantine/core';
import { Icon } from '../../parts/icon.tsx';

interface RecordMenuProps {
  readonly onOpen: (way: 'record' | 'camera' | 'board' | 'phone') => void;
}

/** What can be recorded from here. */
export function RecordMenu({ onOpen }: RecordMenuProps) {
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <Button leftSection={<Icon name="record" />}>Record</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="microphone" />} onClick={() => onOpen('record')}>
          Sound or motion with this machine
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="camera" />} onClick={() => onOpen('camera')}>
          Pictures with its camera
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="usb" />} onClick={() => onOpen('board')}>
          From a board over USB
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="phone" />} onClick={() => onOpen('phone')}>
          With a phone
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
