import { Failure } from '../base/failure.ts';
import { type Block, planBlock, type Signal } from '../dsp/block.ts';
import { chooseEeg, chooseHeart } from '../dsp/body/choose-body.ts';
import { chooseBlock, chooseSpectral } from '../dsp/choose-block.ts';
import { statistics } from '../dsp/flatten.ts';
import { chooseLogMel } from '../dsp/log-mel/choose-log-mel.ts';
import { tuneSound } from '../dsp/sound/choose-sound.ts';
import { isSound } from '../dsp/sound.ts';
import { chooseWavelet } from '../dsp/wavelet/choose-wavelet.ts';

interface Chosen {
  readonly block: Block;
  readonly reason: string;
}

type Choose = (signal: Signal, windows: readonly Float32Array[]) => Chosen;

/** Blocks by the names that people know them by, with settings chosen from the data. */
const choices: { readonly [name: string]: Choose } = {
  'log-mel': (signal) => chooseLogMel(signal),
  mfe: (signal, windows) => tuneSound('mfe', signal, windows),
  mfcc: (signal, windows) => tuneSound('mfcc', signal, windows),
  spectrogram: (signal, windows) => tuneSound('spectrogram', signal, windows),
  pcen: (signal, windows) => tuneSound('pcen', signal, windows),
  spectral: (signal) => chooseSpectral(signal),
  wavelet: (signal) => chooseWavelet(signal),
  flatten: () => ({
    block: { kind: 'flatten', version: 1, scale: 1, statistics, movingAverage: 1 },
    reason: 'Level, range and shape of each axis.',
  }),
  ecg: (signal) => chooseHeart(signal, 'ecg'),
  ppg: (signal) => chooseHeart(signal, 'ppg'),
  eeg: (signal, windows) => chooseEeg(signal, windows),
  raw: ({ axes }) => ({
    block: {
      kind: 'raw',
      version: 1,
      removeMean: false,
      scales: axes.map(() => 1),
      groups: [],
      quiet: 1,
    },
    reason: 'The readings as they are.',
  }),
};

export const blockNames: readonly string[] = Object.keys(choices);

/**
 * The block of a name, or the one that fits the kind of data; `changes` replace single settings, by
 * their names. Failures list the names that there are, or name the setting and its range.
 */
export function blockNamed(
  name: string | null,
  changes: ReadonlyMap<string, string>,
  signal: Signal,
  windows: readonly Float32Array[],
): Chosen {
  const { axes, sampleRateHz } = signal;
  const fitting = isSound(axes, sampleRateHz) && axes.length === 1 ? chooseLogMel : chooseBlock;
  const choose = name === null ? (given: Signal) => fitting(given) : choices[name];
  if (!choose) {
    const known = blockNames.join(', ');
    throw new Failure('bad-option', `There is no block "${name}": take one of ${known}.`);
  }
  const { block, reason } = choose(signal, windows);
  const changed = withChanges(block, changes);
  planBlock(changed, signal);
  return { block: changed, reason };
}

function withChanges(block: Block, changes: ReadonlyMap<string, string>): Block {
  const settings: Record<string, unknown> = { ...block };
  for (const [name, text] of changes) {
    const own = Object.keys(block).filter((key) => key !== 'kind' && key !== 'version');
    if (!own.includes(name)) {
      throw new Failure(
        'bad-option',
        `Block ${block.kind} has no setting "${name}": it has ${own.join(', ')}.`,
      );
    }
    settings[name] = read(name, settings[name], text);
  }
  return settings as unknown as Block;
}

/** A setting's text as a value of the kind that the setting has. */
function read(name: string, like: unknown, text: string): unknown {
  const refuse = (what: string): never => {
    throw new Failure('bad-option', `Setting ${name} is "${text}"; it must be ${what}.`);
  };
  if (typeof like === 'number') {
    const value = Number(text);
    return text.trim() !== '' && Number.isFinite(value) ? value : refuse('a number');
  }
  if (typeof like === 'boolean') {
    return text === 'yes' ? true : text === 'no' ? false : refuse('yes or no');
  }
  if (Array.isArray(like)) {
    const parts = text.split(',').map((part) => part.trim());
    if (like.some((one) => typeof one === 'string')) return parts;
    const numbers = parts.map(Number);
    const areNumbers = parts.every((part, i) => part !== '' && Number.isFinite(numbers[i]));
    return areNumbers ? numbers : refuse('numbers with commas between them');
  }
  if (name === 'filter') {
    const [, kind, cutoff, order] = /^(none|low|high)(?::([\d.]+):(\d+))?$/.exec(text) ?? [];
    if (kind === 'none') return { kind };
    if (kind && cutoff) return { kind, cutoffHz: Number(cutoff), order: Number(order) };
    return refuse('none, or low or high with Hz and order, such as low:3:6');
  }
  return typeof like === 'string' ? text : refuse('left as it is: it is no single value');
}
