import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Ten steps around the accent; what is drawn comes from the tokens (mantine.css). */
const accent: MantineColorsTuple = [
  '#dff0f5',
  '#c3e2ec',
  '#9dd0e0',
  '#72bbd1',
  '#4aa5c1',
  '#2a8dac',
  '#0b6581',
  '#084f66',
  '#063f52',
  '#06222c',
];

const closeButtonProps = { 'aria-label': 'Close' };

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 3 },
  colors: { accent },
  defaultRadius: 6,
  fontFamily: 'var(--font)',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // its lock of the page behind would need a style of its own, which the security policy forbids
    Modal: { defaultProps: { lockScroll: false, centered: true, closeButtonProps } },
    Drawer: { defaultProps: { lockScroll: false, closeButtonProps } },
    Button: { defaultProps: { variant: 'default' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: {
      defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: false } },
    },
  },
});
