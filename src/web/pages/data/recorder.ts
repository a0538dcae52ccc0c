import { useEffect, useRef, useState } from 'react';
import { writeWav } from '../../../formats/wav.ts';
import { listen, type Source } from '../../live/microphone.ts';
import { allowMotion, feel } from '../../live/motion.ts';
import { sentenceOf } from '../../state/sentence-of.ts';
import { csvOf } from './csv-of.ts';

export type RecordingWay = 'microphone' | 'motion';

/** A recording that was made here, as the file that it will be. */
export interface Made {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ending: 'wav' | 'csv';
  readonly seconds: number;
}

export type RecorderState =
  | { readonly kind: 'idle'; readonly error: string | null }
  /** Seconds until it begins. */
  | { readonly kind: 'counting'; readonly left: number }
  | { readonly kind: 'recording'; readonly seconds: number; readonly trace: readonly number[] }
  | { readonly kind: 'made'; readonly made: Made };

const soundRateHz = 16_000;
const motionRateHz = 100;
const motionAxes = ['accX', 'accY', 'accZ', 'gyrX', 'gyrY', 'gyrZ'] as const;
const countFrom = 3;
/** Points of the trace that is drawn while it is recorded. */
const traceMost = 400;

/** Records for so many seconds after a count-down, and hands over the file. */
export function useRecorder(way: RecordingWay) {
  const [state, setState] = useState<RecorderState>({ kind: 'idle', error: null });
  const source = useRef<Source | null>(null);
  const counting = useRef(0);
  /** Counts what was begun: what comes late of an earlier round is stopped at once. */
  const round = useRef(0);
  const stop = () => {
    round.current++;
    clearInterval(counting.current);
    void source.current?.stop();
    source.current = null;
  };
  useEffect(() => stop, []);
  const record = async (seconds: number) => {
    const mine = round.current;
    try {
      const tape = newTape(way, seconds, (now) => setState({ kind: 'recording', ...now }));
      const opened = await openSource(way, tape.take);
      if (mine !== round.current) return void opened.stop();
      source.current = opened;
      tape.whenFull(() => {
        stop();
        setState({ kind: 'made', made: tape.file() });
      });
    } catch (error) {
      if (mine !== round.current) return;
      stop();
      setState({ kind: 'idle', error: sentenceOf(error) });
    }
  };
  const start = (seconds: number) => {
    // asked for now, while a finger is on the button; a refusal is told of when it begins
    if (way === 'motion') allowMotion().catch(() => {});
    setState({ kind: 'counting', left: countFrom });
    let left = countFrom;
    counting.current = window.setInterval(() => {
      left--;
      if (left > 0) setState({ kind: 'counting', left });
      else {
        clearInterval(counting.current);
        void record(seconds);
      }
    }, 1000);
  };
  const clear = () => {
    stop();
    setState({ kind: 'idle', error: null });
  };
  return { state, start, clear };
}

function openSource(way: RecordingWay, take: (readings: Float32Array) => void): Promise<Source> {
  return way === 'microphone'
    ? listen(soundRateHz, take)
    : feel(motionAxes, motionRateHz, false, take);
}

/** Gathers readings until there are enough. */
function newTape(
  way: RecordingWay,
  seconds: number,
  tell: (now: { readonly seconds: number; readonly trace: readonly number[] }) => void,
) {
  const [rate, axes] = way === 'microphone' ? [soundRateHz, 1] : [motionRateHz, motionAxes.length];
  const wanted = Math.round(seconds * rate) * axes;
  const values = new Float32Array(wanted);
  const trace: number[] = [];
  let count = 0;
  let full: (() => void) | null = null;
  let toldAt = 0;
  return {
    take(readings: Float32Array): void {
      if (count === wanted) return;
      const some = readings.subarray(0, wanted - count);
      values.set(some, count);
      count += some.length;
      trace.push(some.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
      if (trace.length > traceMost) trace.shift();
      const now = performance.now();
      if (now - toldAt > 50) {
        toldAt = now;
        tell({ seconds: count / rate / axes, trace: [...trace] });
      }
      if (count === wanted) full?.();
    },
    whenFull(then: () => void): void {
      full = then;
      if (count === wanted) then();
    },
    file(): Made {
      const bytes =
        way === 'microphone'
          ? writeWav(values, 1, soundRateHz)
          : new TextEncoder().encode(csvOf(values, motionAxes, motionRateHz));
      return {
        bytes: Uint8Array.from(bytes),
        ending: way === 'microphone' ? 'wav' : 'csv',
        seconds,
      };
    },
  };
}
