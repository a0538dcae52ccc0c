import { z } from 'zod';
import { Failure } from '../base/failure.ts';

/** What Edge Impulse's `info.labels` says of one file. */
export interface LabelledFile {
  /** Relative to the folder of `info.labels`, with / between its parts. */
  readonly path: string;
  /** null: none is stated, or the category leaves it open ("split"). */
  readonly split: 'train' | 'validation' | 'test' | null;
  /** null: not labelled, or labelled in segments. */
  readonly label: string | null;
  /** Parts of a recording with labels of their own, in readings; the end is the last one inside. */
  readonly segments: readonly Segment[];
  /** Labelled rectangles in a picture, in pixels. */
  readonly boxes: readonly Box[];
  /** With labels that are pairs of a key and a value. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Box {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Segment {
  readonly startIndex: number;
  readonly endIndex: number;
  readonly label: string;
}

/**
 * Reads `info.labels`, version 1: one JSON document with a list of files, or, as large exports are,
 * a first line marked "__ndjson" and one file on each line below.
 * Throws a Failure that names the entry or the line that is not as it should be.
 */
export function readLabelsFile(name: string, text: string): LabelledFile[] {
  const plain = text.replace(/^\ufeff/, '');
  const lines = plain.split('\n');
  if (/^\s*\{\s*"__ndjson"\s*:\s*true\b/.test(lines[0]!)) return readLines(name, lines);
  const document = parse(plain, name);
  const head = z.object({ version: z.literal(1), files: z.array(z.unknown()) }).safeParse(document);
  if (!head.success) throw refusal(name, 'its head', head.error);
  return head.data.files.flatMap((file, i) => readFile(file, `entry ${i + 1}`, name));
}

function readLines(name: string, lines: readonly string[]): LabelledFile[] {
  const head = z.object({ version: z.literal(1).optional() }).safeParse(parse(lines[0]!, name, 1));
  if (!head.success) throw refusal(name, 'line 1', head.error);
  return lines.slice(1).flatMap((line, i) => {
    if (line.trim() === '') return [];
    return readFile(parse(line, name, i + 2), `line ${i + 2}`, name);
  });
}

const box = z.object({
  label: z.string(),
  x: z.number(),
  y: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
});
const labelled = z.object({
  path: z.string().min(1),
  category: z.string().default('split'),
  label: z.discriminatedUnion('type', [
    z.object({ type: z.literal('unlabeled') }),
    z.object({ type: z.literal('label'), label: z.string() }),
    z.object({
      type: z.literal('multi-label'),
      labels: z.array(
        z.object({
          startIndex: z.int().nonnegative(),
          endIndex: z.int().nonnegative(),
          label: z.string(),
        }),
      ),
    }),
    z.object({
      type: z.literal('keyvalue-labels'),
      labels: z.record(z.string(), z.string()).default({}),
    }),
  ]),
  boundingBoxes: z.array(box).default([]),
  metadata: z.record(z.string(), z.string()).default({}),
});

const splits: { readonly [category: string]: LabelledFile['split'] | undefined } = {
  training: 'train',
  testing: 'test',
  validation: 'validation',
  split: null,
};

function readFile(entry: unknown, where: string, name: string): LabelledFile[] {
  const parsed = labelled.safeParse(entry);
  if (!parsed.success) throw refusal(name, where, parsed.error);
  const { path, category, label, boundingBoxes: boxes, metadata } = parsed.data;
  const split = Object.hasOwn(splits, category) ? splits[category] : undefined;
  // Other categories hold what is neither learned from nor tested with.
  if (split === undefined) return [];
  return [
    {
      path: path.replaceAll('\\', '/').replace(/^(\.\/)+/, ''),
      split,
      label: label.type === 'label' ? label.label : null,
      segments: label.type === 'multi-label' ? label.labels : [],
      boxes,
      metadata: label.type === 'keyvalue-labels' ? { ...metadata, ...label.labels } : metadata,
    },
  ];
}

function parse(text: string, name: string, line?: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const where = line === undefined ? 'It' : `Line ${line}`;
    const what = error instanceof Error ? error.message : String(error);
    throw new Failure(
      'bad-file',
      `${name} cannot be read. ${where} is no whole JSON document: ${what}. Export the data again.`,
    );
  }
}

function refusal(name: string, where: string, error: z.ZodError): Failure {
  const { path, message } = error.issues[0]!;
  const what = path.length > 0 ? `${path.map(String).join('.')}: ${message}` : message;
  return new Failure(
    'bad-file',
    `${name} is not as it should be in ${where} (${what}). Mend it there.`,
  );
}
