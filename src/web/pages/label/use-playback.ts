import { useEffect, useRef } from 'react';
import type { ViewRange } from '../../plots/view-range.ts';
import type { Sample } from '../../state/queries.ts';
import { fileAddress } from '../../state/samples.ts';
import { tell } from '../../state/tell.tsx';

/**
 * Plays the stretch on the screen, and stops when asked again; null where the sample is no sound. The
 * cursor goes along.
 */
export function usePlayback(
  project: string,
  sample: Sample,
  range: ViewRange,
  onCursor: (reading: number) => void,
): (() => void) | null {
  const playing = useRef<{ readonly audio: HTMLAudioElement; readonly timer: number } | null>(null);
  const stop = () => {
    if (!playing.current) return;
    playing.current.audio.pause();
    clearInterval(playing.current.timer);
    playing.current = null;
  };
  useEffect(() => stop, []);
  const rate = sample.sampleRateHz ?? 1;
  if (!/\.wav$/i.test(sample.name)) return null;
  return () => {
    if (playing.current) return stop();
    const audio = new Audio(fileAddress(project, sample.id));
    audio.currentTime = range.from / rate;
    const timer = window.setInterval(() => {
      onCursor(Math.round(audio.currentTime * rate));
      if (audio.ended || audio.currentTime * rate >= range.to) stop();
    }, 30);
    playing.current = { audio, timer };
    audio.play().catch((error: unknown) => {
      stop();
      tell.error(error);
    });
  };
}
