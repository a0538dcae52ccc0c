import { count, percent } from '../parts/words.ts';
import type { Overview } from '../state/queries.ts';

/** The stages of the trip in their order, as places to go to. */
export const stages = [
  { name: 'Data', to: '/p/$project/data', key: 'd' },
  { name: 'Label', to: '/p/$project/label', key: 'l' },
  { name: 'Impulse', to: '/p/$project/impulse', key: 'i' },
  { name: 'Train', to: '/p/$project/train', key: 't' },
  { name: 'Test', to: '/p/$project/test', key: 'e' },
  { name: 'Deploy', to: '/p/$project/deploy', key: 'p' },
] as const;

export type StageName = (typeof stages)[number]['name'];

/** How a stage stands. */
export type StageState = 'done' | 'part' | 'running' | 'stale' | 'todo';

export interface StageFact {
  readonly name: StageName;
  readonly state: StageState;
  /** The one thing to know, such as "6 left". */
  readonly fact: string;
}

/** How all stages stand, each with its fact. */
export function stageFacts(overview: Overview): StageFact[] {
  const { samples, unlabelled } = overview;
  const of = (kind: 'features' | 'training' | 'test' | 'build') =>
    overview.stages.find((stage) => stage.kind === kind)!;
  const ofRun = (
    kind: 'training' | 'test' | 'build',
    word: (accuracy: number | null) => string,
  ): Omit<StageFact, 'name'> => {
    const { newest, done, newer } = of(kind);
    if (newest && (newest.state === 'running' || newest.state === 'queued')) {
      return { state: 'running', fact: newest.state === 'queued' ? 'waiting' : 'running' };
    }
    if (!done) return { state: 'todo', fact: '' };
    const { accuracy } = done;
    const fact = word(accuracy && (accuracy.int8 ?? accuracy.float));
    return { state: newer.length > 0 ? 'stale' : 'done', fact };
  };
  const labelled = samples - unlabelled;
  return [
    { name: 'Data', state: samples > 0 ? 'done' : 'todo', fact: samples > 0 ? count(samples) : '' },
    {
      name: 'Label',
      state: labelled === 0 ? 'todo' : unlabelled > 0 ? 'part' : 'done',
      fact: samples === 0 ? '' : unlabelled > 0 ? `${count(unlabelled)} left` : 'all',
    },
    {
      name: 'Impulse',
      state: overview.impulse ? 'done' : 'todo',
      fact: overview.impulse ? `v${overview.impulse.version}` : '',
    },
    {
      name: 'Train',
      ...ofRun('training', (accuracy) => (accuracy === null ? 'trained' : percent(accuracy))),
    },
    {
      name: 'Test',
      ...ofRun('test', (accuracy) => (accuracy === null ? 'tested' : percent(accuracy))),
    },
    { name: 'Deploy', ...ofRun('build', () => 'built') },
  ];
}

/** What a state is called where it cannot be seen. */
export const stateWords: Readonly<Record<StageState, string>> = {
  done: 'up to date',
  part: 'in part',
  running: 'at work',
  stale: 'out of date',
  todo: 'not begun',
};
