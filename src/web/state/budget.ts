import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { trainingResult } from '../../api/results.ts';
import { type Board, boards } from '../../compile/estimate/board.ts';
import { type Costs, estimatedCosts } from './costs.ts';
import { useDraft } from './preview.ts';
import { overviewQuery, projectQuery, runFileQuery } from './queries.ts';

export interface Accuracy {
  readonly share: number;
  /** Of whom, in which arithmetic: "int8, test". */
  readonly of: string;
}

export interface Budget {
  /** null: a board that this version does not know. */
  readonly board: Board | null;
  readonly limits: {
    readonly ramBytes: number | null;
    readonly flashBytes: number | null;
    readonly milliseconds: number | null;
  };
  /** null: nothing trained yet. */
  readonly costs: Costs | null;
  readonly accuracy: Accuracy | null;
}

/** Of report.json what the strip and the page of deploying show. */
export const buildReport = z.object({
  accuracy: z.object({ float: z.number(), int8: z.number() }),
  library: z.object({ arenaBytes: z.number(), weightBytes: z.number() }),
  device: z.object({
    verified: z.boolean(),
    why: z.string().nullable(),
    core: z.string().nullable(),
    machine: z.string().nullable(),
    compiler: z.string().nullable(),
    flashBytes: z.number().nullable(),
    ramBytes: z.number().nullable(),
    stackBytes: z.number().nullable(),
    windowBytes: z.number().nullable(),
    arenaBytes: z.number().nullable(),
    staticBytes: z.number().nullable(),
    instructions: z.object({ features: z.number().nullable(), network: z.number().nullable() }),
  }),
  estimate: z.object({ milliseconds: z.number(), microjoules: z.number(), how: z.string() }),
  agreement: z.object({
    windows: z.number().nullable(),
    identical: z.number().nullable(),
    /** Relative; null where nothing was compared. */
    featureErrorMax: z.number().nullable(),
  }),
  files: z.array(z.string()),
});
export type BuildReport = z.infer<typeof buildReport>;

/** What the model of a project takes on its board now, against what it may take. */
export function useBudget(project: string): Budget {
  const { data: about } = useQuery(projectQuery(project));
  const { data: overview } = useQuery(overviewQuery(project));
  const doneOf = (kind: 'training' | 'test' | 'build') =>
    overview?.stages.find((stage) => stage.kind === kind);
  const [training, test, build] = [doneOf('training'), doneOf('test'), doneOf('build')];
  const board = boards.find(({ id }) => id === about?.settings.board) ?? null;
  const proven =
    build?.done && build.newer.length === 0 && build.done.lineage.board === board?.id
      ? build.done.id
      : null;
  const { data: report } = useQuery(runFileQuery(project, proven, 'report.json', buildReport));
  const { data: trained } = useQuery(
    runFileQuery(project, training?.done?.id ?? null, 'training.json', trainingResult),
  );
  const estimated = trained?.costs.find((cost) => cost.board === board?.id);
  // what is trained is not what the impulse says any more
  const draft = useDraft(project, board?.id);
  const outdated = training?.newer.includes('impulse') ?? true;
  const tested = test?.done && test.newer.length === 0 ? test.done.accuracy : null;
  const validated = training?.done?.accuracy ?? null;
  const wish = about?.settings.budget;
  return {
    board,
    limits: {
      // by default a quarter of what the board has: the rest is for all that is not the model
      ramBytes: wish?.ramBytes ?? (board && board.ramBytes / 4),
      flashBytes: wish?.flashBytes ?? (board && board.flashBytes / 4),
      milliseconds: wish?.milliseconds ?? overview?.impulse?.settings.strideMs ?? null,
    },
    costs:
      draft && (outdated || !training?.done)
        ? draft
        : report?.device.verified
          ? measuredCosts(report)
          : estimated
            ? estimatedCosts(estimated)
            : null,
    accuracy: tested
      ? { share: tested.int8 ?? tested.float, of: 'int8, test' }
      : validated
        ? { share: validated.float, of: 'float, validation' }
        : null,
  };
}

export function measuredCosts({ device, library, estimate }: BuildReport): Costs {
  const { windowBytes, arenaBytes, stackBytes, staticBytes, flashBytes } = device;
  const weights = library.weightBytes;
  return {
    ram: [
      { name: 'Window', value: windowBytes ?? 0 },
      { name: 'Arena', value: arenaBytes ?? 0 },
      { name: 'State', value: staticBytes ?? 0 },
      { name: 'Stack', value: stackBytes ?? 0 },
    ].filter(({ value }) => value > 0),
    flash: [
      { name: 'Weights and tables', value: Math.min(weights, flashBytes ?? weights) },
      { name: 'Code', value: Math.max(0, (flashBytes ?? weights) - weights) },
    ],
    milliseconds: estimate.milliseconds,
    microjoules: estimate.microjoules,
    measured: true,
  };
}
