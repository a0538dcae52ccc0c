/** The networks that can be asked for, in words of the bench. */
const words = {
  mlp: 'Small dense network',
  conv: 'Convolutions over time',
  lstm: 'Long short-term memory',
  hybrid: 'Over time, with features beside',
  temporal: 'Temporal, for keywords',
  residual: 'Residual convolutions',
  dscnn: 'DS-CNN',
  mobilenet1: 'MobileNet v1',
  mobilenet2: 'MobileNet v2',
  resnet8: 'ResNet-8',
  centres: 'Finds things in pictures',
} as const;

export const networkNames = Object.keys(words) as (keyof typeof words)[];

export function wordsOfNetwork(name: string): string {
  return words[name as keyof typeof words] ?? name;
}
