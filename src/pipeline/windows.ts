import type { Signal } from '../dsp/block.ts';
import type { Sample } from '../project/sample.ts';
import type { SplitSamples } from '../project/split.ts';
import { type WindowPlan, windowsOf } from '../project/windows.ts';

/** The windows of one part of the data, with what each is and where it came from. */
export interface Windows {
  /** Each [length, axes], interleaved. */
  readonly windows: readonly Float32Array[];
  /** [windows] index into the labels. */
  readonly labels: Int32Array;
  /** [windows] index of the recording in its part. */
  readonly recordings: Int32Array;
  /** [windows] the reading of its recording where each begins; below 0 where zeros come first. */
  readonly starts: Int32Array;
  /** The recordings themselves, each [length, axes] interleaved. */
  readonly sources: readonly Float32Array[];
}

/** All that is cut from recordings: the form of a window, the labels, and the three parts. */
export interface CutData {
  readonly signal: Signal;
  readonly plan: WindowPlan;
  readonly labels: readonly string[];
  readonly train: Windows;
  readonly validation: Windows;
  readonly test: Windows;
}

/** Cuts every recording of a split into windows; labels are in alphabetical order. */
export function cut(split: SplitSamples, plan: WindowPlan): CutData {
  const all = [...split.train, ...split.validation, ...split.test];
  const labels = [...new Set(all.map(({ label }) => label!))].sort();
  const { axes, sampleRateHz } = all[0]!;
  const part = (samples: readonly Sample[]) => windowsOfPart(samples, plan, labels);
  return {
    signal: { axes: axes.map(({ name }) => name), sampleRateHz, length: plan.length },
    plan,
    labels,
    train: part(split.train),
    validation: part(split.validation),
    test: part(split.test),
  };
}

function windowsOfPart(
  samples: readonly Sample[],
  plan: WindowPlan,
  labels: readonly string[],
): Windows {
  const cuts = samples.flatMap((sample, recording) =>
    windowsOf(sample, plan).map(({ window, start }) => ({
      window,
      start,
      recording,
      label: sample.label!,
    })),
  );
  return {
    windows: cuts.map(({ window }) => window),
    labels: Int32Array.from(cuts, ({ label }) => labels.indexOf(label)),
    recordings: Int32Array.from(cuts, ({ recording }) => recording),
    starts: Int32Array.from(cuts, ({ start }) => start),
    sources: samples.map(({ values }) => values),
  };
}
