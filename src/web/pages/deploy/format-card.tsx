import { useMutation } from '@tanstack/react-query';
import { boards } from '../../../compile/estimate/board.ts';
import { targets } from '../../../targets/all.ts';
import { Card } from '../../parts/card.tsx';
import { client } from '../../state/client.ts';
import { type Project, type Run, refresh } from '../../state/queries.ts';
import classes from './deploy-page.module.css';

interface FormatCardProps {
  readonly project: string;
  readonly settings: Project['settings'];
  readonly training: Run;
}

/** What the library is made for beside the board; and the network by itself, for other runtimes. */
export function FormatCard({ project, settings, training }: FormatCardProps) {
  const choose = useMutation({
    mutationFn: (target: string) =>
      client.changeProject({ params: { project }, body: { settings: { ...settings, target } } }),
    onSuccess: () => refresh(project),
  });
  // what was pressed shows at once
  const chosen = choose.isPending ? choose.variables : settings.target;
  const board = boards.find(({ id }) => id === settings.board);
  const alone = training.files.some(({ name }) => name === 'network.tflite');
  return (
    <Card title="Format">
      <div className={classes.formats}>
        {targets.map(({ id, title, about }) => (
          <label key={id} className={classes.board}>
            <input
              type="radio"
              name="format"
              checked={id === chosen}
              onChange={() => choose.mutate(id)}
            />
            <span>
              <b>{title}</b>
              <span className="small muted">
                {id === 'arduino' && board?.fqbn === null
                  ? `The Arduino IDE does not know the ${board.name}.`
                  : about}
              </span>
            </span>
          </label>
        ))}
      </div>
      {alone && (
        <p className={`${classes.alone} small muted`}>
          For other runtimes:{' '}
          <a href={`/api/projects/${project}/runs/${training.id}/files/network.tflite`} download>
            network.tflite
          </a>
          , the int8 network without its features, for TensorFlow Lite and TensorFlow Lite Micro.
        </p>
      )}
    </Card>
  );
}
