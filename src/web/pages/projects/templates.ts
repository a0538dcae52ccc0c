import type { SimulatedName } from '../../../simulate/simulated.ts';
import type { IconName } from '../../parts/icon.tsx';
import type { ImpulseSettings } from '../../state/impulse.ts';

/** A beginning for one kind of task: its words, and settings where the data alone would not tell. */
export interface Template {
  readonly name: string;
  readonly of: string;
  readonly icon: IconName;
  /** What to record, as the project's description. */
  readonly advice: string;
  readonly settings: ImpulseSettings;
  /** What can be had without recording anything. */
  readonly simulated: { readonly name: SimulatedName; readonly what: string };
}

export const templates: readonly Template[] = [
  {
    name: 'Gesture',
    of: 'Accelerometer, gyroscope',
    icon: 'phone',
    advice:
      'Record 10 seconds of each movement, several times, by several people; and a label for no movement at all. 50 to 100 readings a second are enough.',
    settings: { windowMs: 2000, strideMs: 500 },
    simulated: {
      name: 'gestures',
      what: '240 recordings of five movements by eight simulated wrists',
    },
  },
  {
    name: 'Keyword',
    of: 'A word or two',
    icon: 'microphone',
    advice:
      'One-second WAV files of each word by many voices, other words, and a minute of the noise where it will listen. Everything that is not your word becomes one class.',
    settings: {},
    simulated: {
      name: 'keywords',
      what: 'yes, no, stop and other words by 20 synthetic voices, and noise of eight places',
    },
  },
  {
    name: 'Sound',
    of: 'Glass, siren, cry',
    icon: 'record',
    advice:
      'WAV files of each sound, from different places and distances, and of what else is heard there.',
    settings: {},
    simulated: {
      name: 'sounds',
      what: 'breaking glass, sirens, knocks and background in eight made-up rooms',
    },
  },
  {
    name: 'Vibration',
    of: 'Motors, fans, pumps',
    icon: 'settings',
    advice:
      'Record the machine as it runs well at every speed, and its faults as far as you can make them. Fix the sensor the same way each time.',
    settings: {},
    simulated: {
      name: 'vibration',
      what: 'a motor that runs well, unbalanced, misaligned or with a bad bearing: six simulated machines',
    },
  },
  {
    name: 'Image',
    of: 'Two or more kinds',
    icon: 'image',
    advice:
      'Fifty pictures of each kind or more, as the camera will see them: its light, its distance, its background. Boxes make it find things instead of naming the picture.',
    settings: {},
    simulated: {
      name: 'parts',
      what: '150 drawn pictures of nuts, screws and washers on a belt',
    },
  },
  {
    name: 'Table',
    of: 'Rows of a CSV',
    icon: 'list',
    advice:
      'A CSV with a column of time, columns of readings and perhaps one of labels, such as soil moisture, temperature and light over weeks.',
    settings: {},
    simulated: {
      name: 'field',
      what: '144 days of soil, air and light on eight simulated plots: dry, rain, or watered',
    },
  },
];
