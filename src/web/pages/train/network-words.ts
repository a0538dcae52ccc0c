import type { NetworkName } from '../../../train/networks/makers.ts';

/** The networks that can be asked for, each in a few words. */
const words: Readonly<Record<NetworkName, string>> = {
  mlp: 'Small dense network',
  conv: 'Convolutions over time',
  lstm: 'Long short-term memory',
  hybrid: 'Front over a spectrogram, then time',
  temporal: 'Temporal, for keywords',
  residual: 'Residual convolutions',
  dscnn: 'DS-CNN',
  mobilenet1: 'MobileNet v1',
  mobilenet2: 'MobileNet v2',
  resnet8: 'ResNet-8',
  centres: 'Finds things in pictures',
};

export const networkNames = Object.keys(words) as NetworkName[];

export function wordsOfNetwork(name: string): string {
  return words[name as NetworkName] ?? name;
}
