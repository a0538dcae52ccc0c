import { Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { boards } from '../../../compile/estimate/board.ts';
import { coresInBothLanguages, optimises } from '../../../compile/options.ts';
import { targets } from '../../../targets/all.ts';
import { Card } from '../../parts/card.tsx';
import { client } from '../../state/client.ts';
import { type Project, type Run, refresh } from '../../state/queries.ts';
import classes from './deploy-page.module.css';
import { wordsOfOptimise } from './optimise-words.ts';

interface FormatCardProps {
  readonly project: string;
  readonly settings: Project['settings'];
  readonly training: Run;
}

type Choice = Pick<Project['settings'], 'target' | 'optimise' | 'kernels'>;

/** What the library is made for beside the board; and the network by itself, for other runtimes. */
export function FormatCard({ project, settings, training }: FormatCardProps) {
  const choose = useMutation({
    mutationFn: (choice: Choice) =>
      client.changeProject({ params: { project }, body: { settings: { ...settings, ...choice } } }),
    onSuccess: () => refresh(project),
  });
  // what was pressed shows at once, and stands when something else is pressed before it is kept
  const { target, optimise, kernels } = choose.isPending ? choose.variables : settings;
  const change = (part: Partial<Choice>) => choose.mutate({ target, optimise, kernels, ...part });
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
              checked={id === target}
              onChange={() => change({ target: id })}
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
      <Select
        className={classes.apart}
        label="Spare"
        description="The same answers; the boards’ figures below are those of a balance."
        allowDeselect={false}
        data={optimises.map((value) => ({ value, label: wordsOfOptimise[value] }))}
        value={optimise}
        onChange={(value) => value && change({ optimise: value as typeof optimise })}
      />
      {board && coresInBothLanguages.includes(board.core) && (
        <label className={`${classes.board} ${classes.apart}`}>
          <input
            type="checkbox"
            checked={kernels === 'c'}
            onChange={({ currentTarget: { checked } }) =>
              change({ kernels: checked ? 'c' : 'assembly' })
            }
          />
          <span>
            <b>Kernels in C</b>
            <span className="small muted">
              For IAR, Keil and other compilers that do not read GNU assembly: the same answers, a
              tenth to a half more instructions than the boards’ times below count.
            </span>
          </span>
        </label>
      )}
      {alone && (
        <p className={`${classes.apart} small muted`}>
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
