import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageBlock } from '../../../../dsp/image.ts';
import { pixelsOfFrame, pixelsOfPicture } from './pixels.ts';

test('grey fills all three colours, and colours stay apart', () => {
  const grey = pixelsOfFrame({ width: 2, height: 1, channels: 1, values: Uint8Array.of(3, 200) });
  assert.deepEqual([...grey.values], [3, 3, 3, 255, 200, 200, 200, 255]);
  const image: ImageBlock = {
    kind: 'image',
    version: 1,
    width: 1,
    height: 1,
    colour: 'rgb',
    fit: 'squash',
    anchor: 'middle-centre',
    method: 'area',
  };
  const seen = pixelsOfPicture(image, Int8Array.of(-128, 0, 127));
  assert.deepEqual([...seen.values], [0, 128, 255, 255]);
});
