import { ActionIcon } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import { Card } from '../../../parts/card.tsx';
import { Icon } from '../../../parts/icon.tsx';
import type { Sample } from '../../../state/queries.ts';
import type { PictureEffect } from '../effect/picture-worker.ts';
import classes from './picture.module.css';
import { type Pixels, pixelsOfFrame, pixelsOfPicture } from './pixels.ts';

const route = getRouteApi('/signed-in/p/$project/impulse');

interface OnThisPictureProps {
  readonly effect: PictureEffect | null;
  readonly samples: readonly Sample[];
  readonly looked: Sample | null;
}

/** A picture as it was taken and as the network sees it, pixel by pixel as on the device. */
export function OnThisPicture({ effect, samples, looked }: OnThisPictureProps) {
  const navigate = route.useNavigate();
  const at = samples.findIndex(({ id }) => id === looked?.id);
  const show = (by: number) =>
    void navigate({ search: (now) => ({ ...now, sample: samples[at + by]!.id }), replace: true });
  return (
    <Card
      title="On this picture"
      end={
        <>
          <span className="small muted ellipsis">{looked?.name.split('/').at(-1)}</span>
          <ActionIcon aria-label="Picture before" disabled={at <= 0} onClick={() => show(-1)}>
            <span style={{ transform: 'scaleX(-1)', display: 'grid' }}>
              <Icon name="right" />
            </span>
          </ActionIcon>
          <ActionIcon
            aria-label="Next picture"
            disabled={at >= samples.length - 1}
            onClick={() => show(1)}
          >
            <Icon name="right" />
          </ActionIcon>
        </>
      }
    >
      {effect && <Pair effect={effect} />}
    </Card>
  );
}

function Pair({ effect }: { readonly effect: PictureEffect }) {
  const { image, source, picture } = effect;
  const taken = useMemo(() => pixelsOfFrame(source), [source]);
  const seen = useMemo(() => pixelsOfPicture(image, picture), [image, picture]);
  return (
    <div className={classes.pair}>
      <Shown title="As it was taken" pixels={taken} />
      <Shown title="As the network sees it" pixels={seen} />
    </div>
  );
}

function Shown({ title, pixels }: { readonly title: string; readonly pixels: Pixels }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, values } = pixels;
  useEffect(() => {
    const place = canvas.current!;
    place.width = width;
    place.height = height;
    place.getContext('2d')!.putImageData(new ImageData(values, width, height), 0, 0);
  }, [width, height, values]);
  return (
    <figure className={classes.shown}>
      <figcaption>
        <h3>{title}</h3>
        <span className="small muted">
          {width} × {height} pixels
        </span>
      </figcaption>
      <canvas ref={canvas} role="img" aria-label={`${title}, ${width} by ${height} pixels`} />
    </figure>
  );
}
