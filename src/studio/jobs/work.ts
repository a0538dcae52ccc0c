import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '../../base/failure.ts';
import type { Task } from '../../base/task.ts';
import { build } from '../../pipeline/build.ts';
import { nameFrom } from '../../pipeline/settings.ts';
import type { Listing } from '../../project/listing.ts';
import type { Split } from '../../project/sample.ts';
import type { SourceFile } from '../../project/source-file.ts';
import { nodeThreads } from '../../toolchain/node-threads.ts';
import { proverFor } from '../../toolchain/prover.ts';
import { readRuntime } from '../../toolchain/runtime-files.ts';
import { parseNetwork } from '../../train/networks/makers.ts';
import { bringFolder } from '../data/bring.ts';
import type { Annotations } from '../data/sample-rows.ts';
import { unpackFolder } from '../data/unpack-folder.ts';
import { linesOf, type VersionLine } from '../data/versions.ts';
import type { Studio } from '../studio.ts';
import type { Claimed } from './queue.ts';

/** What a job leaves behind. */
export interface Outcome {
  readonly result: Readonly<Record<string, unknown>>;
  /** Of a build: what its run shall say. */
  readonly run?: {
    readonly id: string;
    readonly accuracy: { readonly float: number; readonly int8: number };
    readonly files: readonly {
      readonly name: string;
      readonly bytes: number;
      readonly content: string;
    }[];
  };
}

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

type Rule = (studio: Studio, job: Claimed, task: Task) => Promise<Outcome>;

const rules: Readonly<Record<string, Rule>> = {
  build: buildRun,
  'import-archive': importArchive,
};

interface BuildInput {
  readonly run: string;
  /** Of the project. */
  readonly name: string;
  readonly lineage: {
    readonly datasetContent: string;
    readonly settings: {
      readonly windowMs?: number;
      readonly strideMs?: number;
      readonly sampleRateHz?: number;
      readonly network?: string;
    };
    readonly seed: number;
    readonly board: string;
    readonly target: string;
    readonly toolVersion: string;
  };
}

async function buildRun(studio: Studio, job: Claimed, task: Task): Promise<Outcome> {
  const { run, name, lineage } = job.input as BuildInput;
  const { settings } = lineage;
  const lines = (await linesOf(studio, lineage.datasetContent)).filter(({ enabled }) => enabled);
  const { files, listing } = folderOf(studio, lines);
  const checkpoint = `${job.id}.checkpoint`;
  const { report, files: made } = await build(
    files,
    {
      name: nameFrom(name),
      target: lineage.target,
      board: lineage.board,
      seed: lineage.seed,
      window: {
        ...(settings.windowMs !== undefined && { lengthMs: settings.windowMs }),
        ...(settings.strideMs !== undefined && { strideMs: settings.strideMs }),
      },
      ...(settings.sampleRateHz !== undefined && { sampleRateHz: settings.sampleRateHz }),
      ...(settings.network !== undefined && { network: parseNetwork(settings.network) }),
      toolVersion: lineage.toolVersion,
      listing,
    },
    task,
    {
      runtime: await readRuntime(),
      license: await readFile(new URL('../../../LICENSE', import.meta.url), 'utf8'),
      proverFor,
      checkpoint: {
        save: (bytes) => studio.scratch.save(checkpoint, bytes),
        load: () => studio.scratch.load(checkpoint),
      },
      pause: () => nextTurn(),
      nowMs: () => performance.now(),
      threads: nodeThreads(),
    },
  );
  const kept = [];
  for (const [file, content] of made) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const blob = await studio.contents.keep(bytes);
    await studio.writer.write(blob.settle);
    kept.push({ name: file, bytes: bytes.length, content: blob.content });
  }
  await studio.scratch.remove(checkpoint);
  const { accuracy, agreement } = report;
  return { result: { run, accuracy, agreement }, run: { id: run, accuracy, files: kept } };
}

/** A dataset version as a folder that is already listed: no file says otherwise what it is. */
function folderOf(
  studio: Studio,
  lines: readonly VersionLine[],
): { files: SourceFile[]; listing: Listing } {
  const seen = new Set<string>();
  const named = lines.map((line) => {
    const path = seen.has(line.name) ? `${line.id}/${line.name}` : line.name;
    seen.add(path);
    return { path, line };
  });
  return {
    files: named.map(({ path, line }) => ({ path, read: () => studio.contents.get(line.content) })),
    listing: {
      listed: named.map(({ path, line }) => ({
        path,
        label: line.label,
        segments: (JSON.parse(line.annotations) as Annotations).segments.map(
          ({ start, end, label }) => ({
            startIndex: start,
            endIndex: end - 1,
            label,
          }),
        ),
        split: line.part as Split | null,
        group: line.group,
      })),
      skipped: [],
      notes: [],
    },
  };
}

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
