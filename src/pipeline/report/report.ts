import type { Colour } from '../../dsp/image.ts';
import type { Centre } from '../../graph/centres.ts';
import type { Skipped } from '../../project/listing.ts';
import type { Thing } from '../../train/detection/cells.ts';
import type { Epoch } from '../../train/loop.ts';

/** Everything that one build found out, as plain data: report.json is this and nothing else. */
export interface Report {
  readonly thimble: string;
  readonly name: string;
  readonly seed: number;
  readonly target: string;
  readonly board: string;
  readonly data: DataReport;
  readonly features: FeatureReport;
  readonly training: TrainingReport;
  /** Of a detector F1 of the centres of all classes. */
  readonly accuracy: { readonly float: number; readonly int8: number };
  readonly macroF1: { readonly float: number; readonly int8: number };
  /** The same, where each window counts for itself. */
  readonly accuracyPerWindow: { readonly float: number; readonly int8: number };
  /**
   * Recordings of the test part: rows are the truth, columns what was answered. Of a detector things:
   * the background's row is what was found where nothing is, its column what was missed.
   */
  readonly confusion: { readonly float: Matrix; readonly int8: Matrix };
  /** Of things found in pictures; null where windows or whole pictures are told apart. */
  readonly detection: DetectionReport | null;
  readonly quantization: readonly LayerError[];
  /** How the network became one of integers, and how often both answer the same. */
  readonly quantizedHow: string;
  readonly library: LibraryReport;
  readonly device: DeviceReport;
  readonly estimate: EstimateReport;
  readonly agreement: Agreement;
  /** Of words in a stream; null where the recordings are no words. */
  readonly listening: ListeningReport | null;
  readonly skipped: readonly Skipped[];
  /** Paths relative to the output folder. */
  readonly files: readonly string[];
}

export type Matrix = readonly (readonly number[])[];

export interface DataReport {
  readonly labels: readonly string[];
  readonly classes: readonly ClassReport[];
  /** Of recordings; of pictures the colours. */
  readonly axes: readonly { readonly name: string; readonly unit: string }[];
  readonly splitRule: string;
  /** null where the data are pictures. */
  readonly sampleRateHz: number | null;
  readonly window: {
    readonly readings: number;
    readonly milliseconds: number;
    readonly strideReadings: number;
    readonly reason: string;
  } | null;
  /** null where the data are recordings. */
  readonly pictures: PictureReport | null;
  readonly notes: readonly string[];
}

export interface PictureReport {
  /** What the network sees. */
  readonly width: number;
  readonly height: number;
  readonly colour: Colour;
  readonly reason: string;
  /** Of each class of the training part one picture, as the network sees it. */
  readonly examples: readonly Thumbnail[];
  /** Test pictures that int8 takes for something else, the surest mistakes first. */
  readonly wrong: readonly (Thumbnail & { readonly answer: string; readonly score: number })[];
}

/** How things are found in the test pictures. */
export interface DetectionReport {
  /** When a centre counts as right. */
  readonly rule: string;
  readonly classes: readonly {
    readonly label: string;
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
    readonly count: number;
  }[];
  readonly shown: readonly FoundPicture[];
}

/** A test picture, the boxes that people drew and the centres that int8 finds, in its pixels. */
export interface FoundPicture extends Thumbnail {
  readonly things: readonly Thing[];
  readonly centres: readonly Centre[];
}

export interface Thumbnail {
  readonly source: string;
  /** What a person said it is. */
  readonly label: string;
  /** A PNG as a data: address. */
  readonly image: string;
}

export interface ClassReport {
  readonly label: string;
  readonly recordings: {
    readonly train: number;
    readonly validation: number;
    readonly test: number;
  };
  readonly windows: { readonly train: number; readonly validation: number; readonly test: number };
  /** null where the data are pictures. */
  readonly seconds: number | null;
}

export interface FeatureReport {
  readonly blocks: readonly string[];
  readonly reason: string;
  /** Inputs of the network, readings of a raw window included. */
  readonly count: number;
  /** Of those that are not plain readings. */
  readonly names: readonly string[];
  /** The first two principal components of each test window's features, for a picture. */
  readonly scatter: readonly { readonly x: number; readonly y: number; readonly label: number }[];
  /** Share of the spread that the two components hold. */
  readonly scatterShares: readonly number[];
}

export interface TrainingReport {
  readonly network: string;
  readonly parameters: number;
  readonly epochs: number;
  readonly bestEpoch: number;
  /** Whether the network then learned from training and validation part together, for as many epochs. */
  readonly refitted: boolean;
  readonly history: readonly Epoch[];
  readonly seconds: number;
  readonly notes: readonly string[];
}

/** What int8 costs at the output of one layer. */
export interface LayerError {
  readonly layer: string;
  readonly low: number;
  readonly high: number;
  readonly scale: number;
  readonly zeroPoint: number;
  /** Root mean square error over the root mean square of the float32 values. */
  readonly relativeError: number;
  /** The same for what this layer adds by itself. */
  readonly addedError: number;
}

export interface LibraryReport {
  readonly arenaBytes: number;
  readonly weightBytes: number;
  readonly multiplyAccumulates: number;
}

/** What was measured on the emulated core; null where it was not run. */
export interface DeviceReport {
  readonly verified: boolean;
  /** Where it was not: the reason and the one command that mends it. */
  readonly why: string | null;
  readonly core: string | null;
  readonly machine: string | null;
  readonly compiler: string | null;
  readonly flashBytes: number | null;
  readonly ramBytes: number | null;
  readonly stackBytes: number | null;
  readonly windowBytes: number | null;
  readonly arenaBytes: number | null;
  readonly staticBytes: number | null;
  readonly instructions: { readonly features: number | null; readonly network: number | null };
}

export interface EstimateReport {
  readonly board: string;
  readonly milliseconds: number;
  readonly microjoules: number;
  readonly how: string;
}

/** How detections are made of scores, and what was heard in composed streams. */
export interface ListeningReport {
  /** Of the stream of training words, and of that of test words. */
  readonly streamSeconds: number;
  readonly strideMs: number;
  /** The labels that are told of. */
  readonly heard: readonly string[];
  readonly chosen: DecoderSettings;
  /** Test words: each window's highest score by itself, and with the chosen settings. */
  readonly before: ListeningRates;
  readonly after: ListeningRates;
  /** Training words: the settings that no other beat, from few false accepts to few misses. */
  readonly curve: readonly (DecoderSettings & ListeningRates)[];
}

export interface DecoderSettings {
  readonly averageMs: number;
  /** What the mean score must reach, 0 to 1. */
  readonly threshold: number;
  readonly suppressionMs: number;
}

export interface ListeningRates {
  readonly words: number;
  readonly missed: number;
  readonly falseAccepts: number;
  readonly falseAcceptsPerHour: number;
}

/** Whether the emulated device answered what the studio did; null where it was not run. */
export interface Agreement {
  readonly windows: number | null;
  readonly identical: number | null;
  readonly featureErrorMax: number | null;
}
