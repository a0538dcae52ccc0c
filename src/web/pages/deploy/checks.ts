import { count, kilobytes, milliseconds } from '../../parts/words.ts';
import type { BuildReport } from '../../state/budget.ts';

export interface Check {
  readonly name: string;
  /** How it was checked. */
  readonly about: string;
  readonly value: string;
  readonly state: 'passed' | 'failed' | 'waiting';
}

/** What is checked of a library, as far as a report tells; without one all of it waits. */
export function checksOf(report: BuildReport | null): Check[] {
  const proven = report?.device.verified ? report : null;
  return [answers(proven), features(proven), cleanBuild(proven), memory(proven), time(proven)];
}

function answers(report: BuildReport | null): Check {
  const { windows = null, identical = null } = report?.agreement ?? {};
  const same = windows !== null && identical === windows;
  return {
    name: 'Same answers, bit for bit',
    about: 'int8 outputs of the test part, studio and board',
    value: windows === null ? '' : `${count(identical ?? 0)} of ${count(windows)}`,
    state: windows === null ? 'waiting' : same ? 'passed' : 'failed',
  };
}

/** So much may float features differ from the studio's; those in whole numbers not at all. */
const featureErrorMost = 1e-5;

function features(report: BuildReport | null): Check {
  const error = report?.agreement.featureErrorMax ?? null;
  return {
    name: 'Same features',
    about:
      error === null || error === 0
        ? 'every number of every window'
        : `largest difference ${error.toExponential(1)}, allowed ${featureErrorMost}`,
    value: error === null ? '' : error === 0 ? 'the same bits' : error.toExponential(1),
    state: error === null ? 'waiting' : error <= featureErrorMost ? 'passed' : 'failed',
  };
}

function cleanBuild(report: BuildReport | null): Check {
  return {
    name: 'Clean build',
    about: report?.device.compiler ?? 'C99, no warning is let through, no heap, no printing',
    value: report ? '0 warnings' : '',
    state: report ? 'passed' : 'waiting',
  };
}

function memory(report: BuildReport | null): Check {
  const { ramBytes = null, flashBytes = null } = report?.device ?? {};
  const known = ramBytes !== null && flashBytes !== null;
  return {
    name: 'RAM and flash measured',
    about: 'sections as linked, deepest stack as it ran',
    value: known ? `${kilobytes(ramBytes)} and ${kilobytes(flashBytes)}` : '',
    state: known ? 'passed' : 'waiting',
  };
}

function time(report: BuildReport | null): Check {
  const { features: forFeatures = null, network = null } = report?.device.instructions ?? {};
  const known = forFeatures !== null && network !== null;
  return {
    name: 'Instructions counted',
    about: report
      ? `the same on every run; ≈ ${milliseconds(report.estimate.milliseconds)} is estimated from them`
      : 'the same on every run',
    value: known ? `${count(forFeatures + network)} a window` : '',
    state: known ? 'passed' : 'waiting',
  };
}
