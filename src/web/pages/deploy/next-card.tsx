import { boards } from '../../../compile/estimate/board.ts';
import { Card } from '../../parts/card.tsx';
import type { Run } from '../../state/queries.ts';
import classes from './deploy-page.module.css';

/** From the downloaded library to a board that answers. */
export function NextCard({ run }: { readonly run: Run }) {
  const board = boards.find(({ id }) => id === run.lineage.board);
  if (!board) return null;
  return (
    <Card title={`Next, on your ${board.name}`}>
      <ol className={classes.steps}>
        <li>
          <span>
            Arduino IDE: <b>Sketch, Include Library, Add .ZIP Library</b> and choose the downloaded
            file.
          </span>
        </li>
        <li>
          <span>
            <b>File, Examples</b>, the library’s name: <b>static_buffer</b> runs one window of your
            test data and says whether the board answers as the studio did.
          </span>
        </li>
        <li>
          <span>
            {board.sensors.length > 0
              ? `The other example reads the board’s own sensor (${board.sensors[0]}).`
              : 'Feed readings of your own sensor in the same order and at the same rate.'}{' '}
            Upload it{board.fqbn ? ` for ${board.fqbn}` : ''}, then open the serial monitor at
            115200.
          </span>
        </li>
        <li>
          <span>
            Without the Arduino IDE: the library is plain C99 in its folder src; the header says
            what each function takes.
          </span>
        </li>
      </ol>
    </Card>
  );
}
