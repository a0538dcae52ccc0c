/** A worker that takes its part in the training that it is sent. */
import { runThread, type ThreadTask } from '../../src/train/wasm/thread.ts';

self.onmessage = ({ data }: MessageEvent<ThreadTask>) => {
  self.postMessage('ready');
  runThread(data);
};
