import { useEffect, useRef, useState } from 'react';
import type { SpectrogramGrid } from '../../dsp/spectrogram-grid.ts';
import { useTokens } from '../state/tokens.ts';
import classes from './spectrogram.module.css';
import type { FromSpectrogram, ToSpectrogram } from './spectrogram-worker.ts';
import type { ViewRange } from './view-range.ts';

interface SpectrogramProps {
  /** Where the recording's file lies. */
  readonly address: string;
  readonly range: ViewRange;
}

const height = 92;

/** How strong each frequency is over the stretch; computed beside the page. */
export function Spectrogram({ address, range }: SpectrogramProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const worker = useRef<Worker | null>(null);
  const [found, setFound] = useState<Extract<FromSpectrogram, { kind: 'grid' }> | null>(null);
  const [word, setWord] = useState('');
  const { token } = useTokens();
  useEffect(() => {
    const made = new Worker(new URL('./spectrogram-worker.ts', import.meta.url), {
      type: 'module',
    });
    worker.current = made;
    made.onmessage = ({ data }: MessageEvent<FromSpectrogram>) => {
      setFound(data.kind === 'grid' ? data : null);
      setWord(data.kind === 'failed' ? data.sentence : '');
    };
    return () => made.terminate();
  }, []);
  useEffect(() => {
    const columns = Math.max(50, Math.round((canvas.current?.clientWidth ?? 600) / 2));
    worker.current?.postMessage({ address, ...range, columns } satisfies ToSpectrogram);
  }, [address, range]);
  useEffect(() => {
    if (!canvas.current) return;
    if (found) paint(canvas.current, found.grid, token);
    else canvas.current.width = 1;
  }, [found, token]);
  return (
    <figure className={classes.figure}>
      <span className={`${classes.top} small faint`}>
        {found &&
          (found.highestHz >= 1000 ? `${found.highestHz / 1000} kHz` : `${found.highestHz} Hz`)}
      </span>
      {word && <span className={`${classes.word} small faint`}>{word}</span>}
      <canvas
        ref={canvas}
        className={classes.canvas}
        style={{ height }}
        role="img"
        aria-label="Strength of each frequency over time"
      />
    </figure>
  );
}

function paint(
  place: HTMLCanvasElement,
  { columns, rows, values }: SpectrogramGrid,
  token: (name: string) => string,
): void {
  place.width = columns;
  place.height = rows;
  const context = place.getContext('2d')!;
  const [ground, full] = [rgbOf(token('--sunken')), rgbOf(token('--axis-2'))];
  const image = context.createImageData(columns, rows);
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const share = values[column * rows + row]! / 255;
      const at = 4 * ((rows - 1 - row) * columns + column);
      for (let k = 0; k < 3; k++) {
        image.data[at + k] = ground[k]! + share * share * (full[k]! - ground[k]!);
      }
      image.data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}

/** Of "rgb(1, 2, 3)", as browsers tell a computed colour. */
function rgbOf(colour: string): number[] {
  return (colour.match(/[\d.]+/g) ?? ['0', '0', '0']).slice(0, 3).map(Number);
}
