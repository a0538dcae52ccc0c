import { Failure } from '../../base/failure.ts';
import type { Frame } from '../../dsp/image.ts';
import type { Source } from './microphone.ts';

/** Pictures a second: as many as a small board would look at. */
const everyMs = 200;

/** Looks through the camera; the video shows what it sees, and `take` gets frames. */
export async function look(video: HTMLVideoElement, take: (frame: Frame) => void): Promise<Source> {
  const camera = await openCamera(video);
  const canvas = document.createElement('canvas');
  const timer = setInterval(() => take(frameOf(video, canvas)), everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await camera.stop();
    },
  };
}

/** Shows in the video what the camera sees. */
export async function openCamera(video: HTMLVideoElement): Promise<Source> {
  if (!navigator.mediaDevices) {
    throw new Failure(
      'unreachable',
      'The browser gives no camera here: it needs https or localhost.',
    );
  }
  const stream = await navigator.mediaDevices
    .getUserMedia({ video: { width: 320, height: 240, facingMode: 'environment' } })
    .catch((error: Error) => {
      throw new Failure(
        'no-permission',
        `The camera may not be used (${error.name}): allow it beside the address of this page.`,
      );
    });
  video.srcObject = stream;
  await video.play();
  return {
    async stop() {
      for (const track of stream.getTracks()) track.stop();
      video.srcObject = null;
    },
  };
}

/** What a picture source shows now, as a camera of a board would give it. */
export function frameOf(source: HTMLVideoElement | ImageBitmap, canvas: HTMLCanvasElement): Frame {
  const [width, height] =
    source instanceof HTMLVideoElement
      ? [source.videoWidth, source.videoHeight]
      : [source.width, source.height];
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.drawImage(source, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    pixels[3 * i] = data[4 * i]!;
    pixels[3 * i + 1] = data[4 * i + 1]!;
    pixels[3 * i + 2] = data[4 * i + 2]!;
  }
  return { width, height, format: 'rgb888', pixels };
}
