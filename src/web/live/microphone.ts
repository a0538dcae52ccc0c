import { Failure } from '../../base/failure.ts';
import worklet from './microphone-worklet.ts?worker&url';

/** Something that is heard or felt until it is stopped. */
export interface Source {
  stop(): Promise<void>;
}

/**
 * Listens to the microphone at a rate; `take` gets readings in [−1, 1] as they come. Nothing is made
 * louder or cleaned of noise, for no board does so either.
 */
export async function listen(
  sampleRateHz: number,
  take: (readings: Float32Array) => void,
): Promise<Source> {
  const stream = await microphone();
  const context = new AudioContext({ sampleRate: sampleRateHz });
  await context.audioWorklet.addModule(worklet);
  const tap = new AudioWorkletNode(context, 'thimble-tap', { numberOfOutputs: 0 });
  tap.port.onmessage = ({ data }: MessageEvent<Float32Array>) => take(data);
  context.createMediaStreamSource(stream).connect(tap);
  await context.resume();
  return {
    async stop() {
      for (const track of stream.getTracks()) track.stop();
      await context.close();
    },
  };
}

async function microphone(): Promise<MediaStream> {
  if (!navigator.mediaDevices) {
    throw new Failure(
      'unreachable',
      'The browser gives no microphone here: it needs https or localhost. Open the studio on the machine itself, or serve it with --tls-cert.',
    );
  }
  const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  return navigator.mediaDevices.getUserMedia({ audio }).catch((error: Error) => {
    throw new Failure(
      'no-permission',
      error.name === 'NotFoundError'
        ? 'There is no microphone on this machine: plug one in, or take a file.'
        : `The microphone may not be used (${error.name}): allow it beside the address of this page.`,
    );
  });
}
