/** Beside the sound itself: hands each 128 readings of the first channel to the page. */
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class Tap extends AudioWorkletProcessor {
  process([input]: Float32Array[][]): boolean {
    const [channel] = input ?? [];
    if (channel) this.port.postMessage(channel.slice());
    return true;
  }
}

registerProcessor('thimble-tap', Tap);
