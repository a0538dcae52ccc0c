import type { ReactNode } from 'react';
import { type Board, boards } from '../../../compile/estimate/board.ts';
import { Card } from '../../parts/card.tsx';
import type { Run } from '../../state/queries.ts';
import classes from './deploy-page.module.css';

/** From the downloaded library to a board that answers. */
export function NextCard({ run }: { readonly run: Run }) {
  const board = boards.find(({ id }) => id === run.lineage.board);
  if (!board) return null;
  const steps = run.lineage.target === 'arduino' ? arduinoSteps(board) : sourceSteps(board);
  return (
    <Card title={`Next, on your ${board.name}`}>
      <ol className={classes.steps}>
        {steps.map(([key, step]) => (
          <li key={key}>
            <span>{step}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

type Steps = readonly (readonly [key: string, step: ReactNode])[];

function arduinoSteps({ sensors, fqbn }: Board): Steps {
  return [
    [
      'add',
      <>
        Arduino IDE: <b>Sketch, Include Library, Add .ZIP Library</b> and choose the downloaded
        file.
      </>,
    ],
    [
      'check',
      <>
        <b>File, Examples</b>, the library’s name: <b>static_buffer</b> runs one window of your test
        data and says whether the board answers as the studio did.
      </>,
    ],
    [
      'sense',
      <>
        {sensors.length > 0
          ? `The other example reads the board’s own sensor (${sensors[0]}).`
          : 'Feed readings of your own sensor in the same order and at the same rate.'}{' '}
        Upload it{fqbn ? ` for ${fqbn}` : ''}, then open the serial monitor at 115200.
      </>,
    ],
    [
      'elsewhere',
      'Without the Arduino IDE: take the C library above; it holds the same sources with a CMakeLists.txt.',
    ],
  ];
}

function sourceSteps({ core, chip }: Board): Steps {
  const espressif = chip.startsWith('ESP32');
  return [
    [
      'add',
      espressif ? (
        <>
          ESP-IDF: unzip it into <b>components/</b> of your project; it is a component as it is.
        </>
      ) : (
        <>
          Unzip it beside your project and add two lines to your CMakeLists.txt:{' '}
          <b>add_subdirectory</b> and <b>target_link_libraries</b>. In an IDE add the files of{' '}
          <b>src</b> instead.
        </>
      ),
    ],
    [
      'check',
      <>
        Call <b>thimble_example()</b> of example/main.c once: it runs one window of your test data
        and prints whether the board answers as the studio did.
      </>,
    ],
    [
      'sense',
      'Push each reading of your sensor, in the same order and at the same rate, as README.md shows.',
    ],
    [
      'core',
      core.startsWith('cortex-m')
        ? 'Build with -O2 for this very core (its -mcpu): the kernels were chosen for it.'
        : 'Build with -O2: the report’s sizes and times hold for that.',
    ],
  ];
}
