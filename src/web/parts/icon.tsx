/** Line drawings of 16 by 16 for buttons and navigation; they never stand for data. */
const paths = {
  add: 'M8 3v10M3 8h10',
  alert: 'M8 2.5 14.5 13.5h-13ZM8 6.5v3M8 11.6v.1',
  board:
    'M4.5 4.5h7v7h-7ZM6.5 4.5v-2M9.5 4.5v-2M6.5 13.5v-2M9.5 13.5v-2M4.5 6.5h-2M4.5 9.5h-2M13.5 6.5h-2M13.5 9.5h-2',
  camera: 'M2.5 5h2.7l1-1.5h3.6l1 1.5h2.7v8h-11ZM8 11.2a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z',
  check: 'm3 8.5 3.2 3L13 4.5',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 5v3.2l2 1.3',
  close: 'm4 4 8 8M12 4l-8 8',
  copy: 'M5.5 5.5h8v8h-8ZM3 10.5h-.5v-8h8V3',
  crop: 'M4.5 1.5v10h10M1.5 4.5h10v10',
  dots: 'M3.5 8v.01M8 8v.01M12.5 8v.01',
  down: 'm4 6 4 4 4-4',
  download: 'M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10',
  file: 'M4 2h5l3.5 3.5V14H4ZM9 2v3.5h3.5',
  filter: 'M2.5 3.5h11L9.5 8.5v4.5l-3-1.5v-3Z',
  folder: 'M2 4h4.5l1.5 1.5h6V13H2Z',
  grid: 'M2.5 2.5h4.5v4.5h-4.5ZM9 2.5h4.5v4.5H9ZM2.5 9h4.5v4.5h-4.5ZM9 9h4.5v4.5H9Z',
  help: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.2 6.3c.2-1 1-1.6 1.9-1.6 1 0 1.8.7 1.8 1.6 0 1.3-1.9 1.4-1.9 2.7M8 11.2v.1',
  history: 'M2.5 8a5.5 5.5 0 1 0 1.8-4.1L2.5 5.5M2.5 2.5v3h3M8 5v3.2l2 1.3',
  image: 'M2.5 3h11v10h-11ZM2.5 11l3.5-3.5 3 3 1.5-1.5 3 3M10.5 6v.1',
  key: 'M5.5 13a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM7.3 8.7 13 3M10.5 5.5l2 2',
  list: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  lock: 'M4 7.5h8v6H4ZM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  members:
    'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM1.5 13.5c0-2.3 2-4 4.5-4s4.5 1.7 4.5 4M10.5 3a2.3 2.3 0 0 1 0 4.3M12 9.8c1.6.6 2.5 2 2.5 3.7',
  microphone:
    'M8 10a2 2 0 0 0 2-2V4a2 2 0 1 0-4 0v4a2 2 0 0 0 2 2ZM3.5 8a4.5 4.5 0 0 0 9 0M8 12.5v2',
  minus: 'M3 8h10',
  moon: 'M8 2.5a5.5 5.5 0 1 0 0 11ZM8 2.5a5.5 5.5 0 0 1 0 11',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  person: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 14c0-2.8 2.4-4.5 5.5-4.5s5.5 1.7 5.5 4.5',
  phone: 'M5 1.5h6v13H5ZM7.5 12.5h1',
  play: 'M5 3v10l8-5Z',
  record: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  redo: 'M13.5 6H6a3.5 3.5 0 0 0 0 7h3M10.5 3l3 3-3 3',
  right: 'm6 4 4 4-4 4',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.5 10.5l3 3',
  seal: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.5 8.2l1.8 1.7L10.7 6.3',
  settings:
    'M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM8 1.5v2.5M8 12v2.5M1.5 8H4M12 8h2.5M3.4 3.4l1.8 1.8M10.8 10.8l1.8 1.8M3.4 12.6l1.8-1.8M10.8 5.2l1.8-1.8',
  split: 'M8 2v12M5 5 2 8l3 3M11 5l3 3-3 3',
  stop: 'M4 4h8v8H4Z',
  tag: 'M2.5 2.5h5.5l5.5 5.5-5.5 5.5-5.5-5.5ZM5.5 5.5v.1',
  trash: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 9h6l.5-9',
  undo: 'M2.5 6H10a3.5 3.5 0 0 1 0 7H7M5.5 3l-3 3 3 3',
  upload: 'M8 11V3M4.5 6 8 2.5 11.5 6M3 13.5h10',
  usb: 'M8 14V3M6.5 4.5 8 2.5l1.5 2M8 11l-3-2V7M8 9.5l3-2V6',
} as const;

export type IconName = keyof typeof paths;

/** A drawing without a name of its own: the control around it has one. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
