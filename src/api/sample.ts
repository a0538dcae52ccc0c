import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';
import { route } from './route.ts';
import { flag, hash, id, inProject, label, line, moment, part, search } from './values.ts';

/** Recordings in a project: bringing, finding, looking at, labelling and dividing them. */

const metadata = z
  .record(line(100), z.string().max(1000))
  .refine((of) => Object.keys(of).length <= 50);
/** A stretch of a recording with a label of its own; readings from `start` up to, not with, `end`. */
const segment = z.object({ start: z.number().int().min(0), end: z.number().int().min(1), label });
/** A labelled rectangle in a picture, in pixels. */
const box = z.object({
  label,
  x: z.number().min(0),
  y: z.number().min(0),
  width: z.number().positive(),
  height: z.number().positive(),
});
export const annotations = z.object({
  segments: z.array(segment).max(10_000).default([]),
  boxes: z.array(box).max(10_000).default([]),
});

export const sample = z.object({
  id,
  /** Path or name that it came with. */
  name: z.string(),
  label: z.string().nullable(),
  part: part.nullable(),
  group: z.string().nullable(),
  kind: z.enum(['series', 'picture']),
  axes: z.array(z.object({ name: z.string(), unit: z.string() })),
  /** Readings a second of each axis; null for a picture. */
  sampleRateHz: z.number().nullable(),
  /** Readings of each axis. */
  length: z.number().int(),
  seconds: z.number(),
  bytes: z.number().int(),
  /** SHA-256 of the file. */
  content: hash,
  metadata,
  annotations,
  enabled: z.boolean(),
  createdAt: moment,
  updatedAt: moment,
  /** What was assumed when it was read. */
  notes: z.array(z.string()),
});

const described = {
  label: label.optional(),
  part: part.optional(),
  group: line(200).optional(),
};
const filters = {
  label: label.optional(),
  unlabelled: flag.optional(),
  part: part.optional(),
  group: line(200).optional(),
  enabled: flag.optional(),
  search,
};
const oneSample = z.object({ project: id, sample: id });
const uploaded = z.object({
  samples: z.array(sample),
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
});

/** How a table is to be read; all may be left open. An empty column of time or label: there is none. */
const tableSettings = {
  separator: z.enum([',', ';', '\t', ' ', '|', '']).optional(),
  decimalComma: flag.optional(),
  header: flag.optional(),
  time: z.string().max(200).optional(),
  timeUnit: z.enum(['s', 'ms', 'µs', 'ns']).optional(),
  rate: z.coerce.number().positive().optional(),
  /** A JSON list of columns. */
  axes: z.string().max(10_000).optional(),
  labels: z.string().max(200).optional().describe('The column that says what each row is'),
};

export const sampleRoutes = {
  listSamples: route({
    method: 'GET',
    path: '/api/projects/:project/samples',
    summary: 'Samples, filtered and sorted.',
    access: 'viewer',
    params: inProject,
    query: z.object({
      ...pageQuery(['createdAt', 'name', 'label', 'seconds', 'updatedAt']),
      ...filters,
    }),
    reply: pageOf(sample),
  }),
  exampleSamples: route({
    method: 'GET',
    path: '/api/projects/:project/samples/examples',
    summary:
      'Samples that stand for all: of each label the same number, evenly chosen from the first to the last that came.',
    access: 'viewer',
    params: inProject,
    query: z.object({ most: z.coerce.number().int().min(1).max(1000).default(300) }),
    reply: z.object({ items: z.array(sample) }),
  }),
  countSamples: route({
    method: 'GET',
    path: '/api/projects/:project/samples/summary',
    summary: 'How many samples and seconds there are of each label in each part.',
    access: 'viewer',
    params: inProject,
    reply: z.object({
      items: z.array(
        z.object({
          label: z.string().nullable(),
          part: part.nullable(),
          samples: z.number().int(),
          seconds: z.number(),
        }),
      ),
    }),
  }),
  uploadSample: route({
    method: 'POST',
    path: '/api/projects/:project/samples',
    summary: 'One recording as the body; answered when it is on disk.',
    access: 'device',
    params: inProject,
    query: z.object({
      name: line(500),
      ...described,
      rate: z.coerce.number().positive().optional(),
    }),
    body: 'bytes',
    reply: uploaded,
    status: 201,
    callsPerMinute: 600_000,
  }),
  uploadFiles: route({
    method: 'POST',
    path: '/api/projects/:project/samples/files',
    summary:
      'Many recordings as multipart form data, each file with its path; labels as for a folder, also by labels.csv or info.labels.',
    access: 'device',
    params: inProject,
    query: z.object({ ...described, rate: z.coerce.number().positive().optional() }),
    body: 'files',
    reply: uploaded,
    status: 201,
  }),
  uploadArchive: route({
    method: 'POST',
    path: '/api/projects/:project/samples/archive',
    summary: 'A zip of a folder of recordings; read by a job.',
    access: 'editor',
    params: inProject,
    query: z.object({ rate: z.coerce.number().positive().optional() }),
    body: 'bytes',
    reply: z.object({ job: id }),
    status: 202,
  }),
  getSample: route({
    method: 'GET',
    path: '/api/projects/:project/samples/:sample',
    summary: 'One sample.',
    access: 'viewer',
    params: oneSample,
    reply: sample,
  }),
  getReadings: route({
    method: 'GET',
    path: '/api/projects/:project/samples/:sample/readings',
    summary: 'Least and largest value of each axis in evenly divided stretches, for drawing.',
    access: 'viewer',
    params: oneSample,
    query: z.object({
      from: z.coerce.number().int().min(0).default(0),
      to: z.coerce.number().int().min(1).optional(),
      points: z.coerce.number().int().min(1).max(4000).default(1000),
    }),
    reply: z.object({
      from: z.number().int(),
      to: z.number().int(),
      /** [axis][stretch] */
      least: z.array(z.array(z.number())),
      largest: z.array(z.array(z.number())),
    }),
  }),
  getSpectrogram: route({
    method: 'GET',
    path: '/api/projects/:project/samples/:sample/spectrogram',
    summary:
      'How strong each frequency of a recording is over time, as a small PNG: low ones below, strength as cover.',
    access: 'viewer',
    params: oneSample,
    query: z.object({
      columns: z.coerce.number().int().min(1).max(400).default(104),
      rows: z.coerce.number().int().min(1).max(128).default(26),
    }),
    reply: 'bytes',
  }),
  getFile: route({
    method: 'GET',
    path: '/api/projects/:project/samples/:sample/file',
    summary: 'The file as it was uploaded.',
    access: 'viewer',
    params: oneSample,
    reply: 'bytes',
  }),
  changeSample: route({
    method: 'PATCH',
    path: '/api/projects/:project/samples/:sample',
    summary: 'Changes name, label, part, group, metadata, segments and boxes.',
    access: 'editor',
    params: oneSample,
    body: z
      .object({
        name: line(500),
        label: label.nullable(),
        part: part.nullable(),
        group: line(200).nullable(),
        metadata,
        annotations,
        enabled: z.boolean(),
      })
      .partial(),
    reply: sample,
  }),
  changeSamples: route({
    method: 'PATCH',
    path: '/api/projects/:project/samples',
    summary: 'The same change to many samples; all of them or none.',
    access: 'editor',
    params: inProject,
    body: z.object({
      samples: z.array(id).min(1).max(10_000),
      change: z
        .object({
          label: label.nullable(),
          part: part.nullable(),
          group: line(200).nullable(),
          enabled: z.boolean(),
        })
        .partial(),
    }),
    reply: z.object({ changed: z.number().int() }),
  }),
  deleteSamples: route({
    method: 'POST',
    path: '/api/projects/:project/samples/delete',
    summary:
      'Takes samples out; dataset versions that hold them keep them, and they can be restored.',
    access: 'editor',
    params: inProject,
    body: z.object({ samples: z.array(id).min(1).max(10_000) }),
    reply: z.object({ changed: z.number().int() }),
  }),
  cutSample: route({
    method: 'POST',
    path: '/api/projects/:project/samples/:sample/cut',
    summary:
      'Makes samples of stretches of a recording; the recording itself is taken out unless it is to stay, and can be restored.',
    access: 'editor',
    params: oneSample,
    body: z.object({
      stretches: z
        .array(
          z.object({
            start: z.number().int().min(0),
            end: z.number().int().min(1),
            label: label.optional(),
          }),
        )
        .min(1)
        .max(1000),
      keep: z.boolean().default(false),
    }),
    reply: z.object({ samples: z.array(sample) }),
    status: 201,
  }),
  restoreSamples: route({
    method: 'POST',
    path: '/api/projects/:project/samples/restore',
    summary: 'Brings deleted samples back.',
    access: 'editor',
    params: inProject,
    body: z.object({ samples: z.array(id).min(1).max(10_000) }),
    reply: z.object({ changed: z.number().int() }),
  }),
  splitSamples: route({
    method: 'POST',
    path: '/api/projects/:project/split',
    summary:
      'Divides the labelled samples into parts by the rules of a build, and writes them down.',
    access: 'editor',
    params: inProject,
    body: z.object({ seed: z.number().int().min(0).default(1), anew: z.boolean().default(false) }),
    reply: z.object({ rule: z.string(), changed: z.number().int() }),
  }),
  previewTable: route({
    method: 'POST',
    path: '/api/projects/:project/tables/preview',
    summary:
      'What a table of text holds as it would be read: by guesses, and by what is told in their place.',
    access: 'editor',
    params: inProject,
    query: z.object(tableSettings),
    body: 'bytes',
    reply: z.object({
      separator: z.string(),
      decimalComma: z.boolean(),
      hasHeader: z.boolean(),
      columns: z.array(
        z.object({
          name: z.string(),
          kind: z.enum(['number', 'date', 'text']),
          role: z.enum(['time', 'axis', 'label', 'left out']),
        }),
      ),
      /** The first rows as they stand in the file. */
      rows: z.array(z.array(z.string())),
      recordings: z.array(
        z.object({
          label: z.string().nullable(),
          firstLine: z.number().int(),
          lastLine: z.number().int(),
          readings: z.number().int(),
          seconds: z.number(),
        }),
      ),
      notes: z.array(z.string()),
    }),
  }),
  importTable: route({
    method: 'POST',
    path: '/api/projects/:project/tables/import',
    summary: 'Makes a sample of each recording that a preview with the same settings shows.',
    access: 'editor',
    params: inProject,
    query: z.object({ ...tableSettings, name: line(400), ...described }),
    body: 'bytes',
    reply: uploaded,
    status: 201,
  }),
};
