import { Failure } from '../../base/failure.ts';
import type { Task } from '../../base/task.ts';
import { bringFolder } from '../data/bring.ts';
import { unpackFolder } from '../data/unpack-folder.ts';
import type { Studio } from '../studio.ts';
import type { Claimed } from './queue.ts';
import { runRules } from './run-rules.ts';

/** What a job leaves behind. */
export interface Outcome {
  readonly result: Readonly<Record<string, unknown>>;
  /** What its run, where it has one, shall say. */
  readonly run?: {
    readonly id: string;
    readonly accuracy: { readonly float: number; readonly int8: number | null } | null;
    readonly files: readonly {
      readonly name: string;
      readonly bytes: number;
      readonly content: string;
    }[];
  };
}

export type Rule = (studio: Studio, job: Claimed, task: Task) => Promise<Outcome>;

/** Does one job; the same inputs give the same bytes, also after an interruption. */
export async function work(studio: Studio, job: Claimed, task: Task): Promise<Outcome> {
  const rule = rules[job.kind];
  if (!rule)
    throw new Failure(
      'bad-option',
      `This Thimble knows no job of the kind ${job.kind}: update it.`,
    );
  return rule(studio, job, task);
}

const rules: Readonly<Record<string, Rule>> = { ...runRules, 'import-archive': importArchive };

interface ArchiveInput {
  readonly content: string;
  readonly rate: number | null;
  readonly who: string;
}

async function importArchive(studio: Studio, job: Claimed, task: Task): Promise<Outcome> {
  const { content, rate, who } = job.input as ArchiveInput;
  const files = await unpackFolder(studio, content, task);
  const sender = { project: job.project, who };
  const { rows, skipped } = await bringFolder(
    studio,
    sender,
    files,
    { givenRateHz: rate },
    (done) => task.progress('Reading recordings', done, files.length),
  );
  return { result: { samples: rows.length, skipped } };
}
