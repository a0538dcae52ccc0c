/** Makes simulated recordings apart from the page. */
import { type SimulatedName, simulated } from '../../../simulate/simulated.ts';

const seed = 1;

self.onmessage = ({ data: name }: MessageEvent<SimulatedName>) => {
  postMessage([...simulated[name](seed)]);
};
