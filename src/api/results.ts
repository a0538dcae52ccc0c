import { z } from 'zod';
import { id } from './values.ts';

/**
 * What runs leave as files of JSON. Lists about windows have one entry of each list for one window;
 * labels are given by their places in `labels`, samples by their places in `samples`.
 */
const share = z.number().min(0).max(1);
const whole = z.number().int();
const places = z.array(whole);
/** Ids of samples; null for windows that were made of none, such as composed noise. */
const samples = z.array(id.nullable());
const both = z.object({ float: share, int8: share });
/** Rows are the truth, columns what was answered. */
const confusion = z.array(z.array(whole));

export const answers = z.object({
  samples,
  /** What else is known of the samples, such as their group: a value for each place in `samples`. */
  facts: z
    .array(z.object({ name: z.string(), values: z.array(z.string().nullable()) }))
    .default([]),
  sample: places,
  /** The reading where the window begins. */
  start: places,
  label: places,
  answer: places,
  answerScore: z.array(share),
  labelScore: z.array(share),
});

/** points.json of a feature set: a map of all windows by two principal components. */
export const featurePoints = z.object({
  labels: z.array(z.string()),
  blocks: z.array(z.string()),
  reasons: z.array(z.string()),
  count: whole,
  names: z.array(z.string()),
  shares: z.array(share),
  samples,
  /** What the samples were called. */
  sources: z.array(z.string()).optional(),
  sample: places,
  start: places,
  label: places,
  part: z.array(z.enum(['train', 'validation', 'test'])),
  x: z.array(z.number()),
  y: z.array(z.number()),
});

const epoch = z.object({
  epoch: whole,
  trainLoss: z.number(),
  validationLoss: z.number().nullable(),
  validationAccuracy: share.nullable(),
  learningRate: z.number(),
});
/** What a job tells after each epoch, as an event of the kind "epoch". */
export const epochEvent = epoch.extend({ of: whole });

const classRow = z.object({
  label: z.string(),
  precision: share,
  recall: share,
  f1: share,
  /** Recordings, or pictures, of the class. */
  count: whole,
});

/** training.json of a training. */
export const trainingResult = z.object({
  labels: z.array(z.string()),
  network: z.string(),
  parameters: whole,
  splitRule: z.string(),
  notes: z.array(z.string()),
  history: z.array(epoch),
  bestEpoch: whole,
  /** Whether the network then learned from the validation part, too. */
  refitted: z.boolean(),
  seconds: z.number(),
  /** Of the best epoch in float32, before it learned from the validation part. */
  validation: z
    .object({ accuracy: share, macroF1: share, confusion, classes: z.array(classRow), answers })
    .nullable(),
  /** What int8 costs, layer by layer, and in a sentence. */
  quantization: z.array(
    z.object({ layer: z.string(), relativeError: z.number(), addedError: z.number() }),
  ),
  quantizedHow: z.string(),
  costs: z.array(
    z.object({
      board: z.string(),
      name: z.string(),
      ramBytes: whole,
      boardRamBytes: whole,
      flashBytes: whole,
      /** What of the flash is code; older results were without it. */
      codeBytes: whole.default(0),
      boardFlashBytes: whole,
      milliseconds: z.number(),
      microjoules: z.number(),
      fits: z.boolean(),
      /** Whether the machine that trained can run a library for it on an emulated core. */
      provable: z.boolean().default(false),
    }),
  ),
});

/** test.json of a test. */
export const testResult = z.object({
  /**
   * What is counted: windows, or pictures, each as a whole; or things in pictures. Of things, accuracy is F1,
   * the first label is the background's, and there is an answer for each thing (the background, where
   * it was missed) and for each find where nothing is (its label is the background).
   */
  counted: z.enum(['windows', 'things']).default('windows'),
  labels: z.array(z.string()),
  accuracy: both,
  macroF1: both,
  accuracyPerWindow: both,
  confusion: z.object({ float: confusion, int8: confusion }),
  classes: z.object({ float: z.array(classRow), int8: z.array(classRow) }),
  /** Of the int8 network. */
  answers,
});
