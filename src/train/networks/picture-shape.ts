import { Failure } from '../../base/failure.ts';
import type { NetworkFrame } from './maker.ts';

/** The one input of a network over pictures; a Failure where there are others or it is no picture. */
export function pictureShape({
  name,
  inputs,
}: NetworkFrame): [height: number, width: number, channels: number] {
  const [picture] = inputs;
  if (inputs.length === 1 && picture?.shape.length === 3) {
    return [...picture.shape] as [number, number, number];
  }
  const shapes = inputs.map(({ shape }) => `[${shape}]`).join(' and ');
  const sentence = `Network ${name} takes one picture [height, width, channels], not ${shapes}.`;
  throw new Failure('bad-graph', sentence);
}
