import { Button, SegmentedControl } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { listenToBoard } from '../../live/board-readings.ts';
import { frameOf, look } from '../../live/camera.ts';
import { type LiveModel, useLiveModel } from '../../live/live-model.ts';
import type { About } from '../../live/live-worker.ts';
import { listen, type Source } from '../../live/microphone.ts';
import { canFeel, feel } from '../../live/motion.ts';
import { knowsSerial } from '../../live/serial.ts';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Mend } from '../../parts/mend.tsx';
import { sentenceOf } from '../../state/sentence-of.ts';
import { Answers, Seen } from './answers.tsx';
import { DecoderChoice } from './decoder-choice.tsx';
import classes from './live-card.module.css';

const route = getRouteApi('/signed-in/p/$project/test');

type Way = 'microphone' | 'motion' | 'camera' | 'board' | 'file';
const words: Readonly<Record<Way, string>> = {
  microphone: 'Microphone',
  motion: 'Motion',
  camera: 'Camera',
  board: 'Board',
  file: 'File',
};

const starts: Readonly<Record<Exclude<Way, 'file'>, string>> = {
  microphone: 'Start the microphone',
  motion: 'Start to feel',
  camera: 'Start the camera',
  board: 'Choose the board',
};

interface LiveCardProps {
  readonly project: string;
  readonly training: string;
  readonly labels: readonly string[];
  /** Whether the recordings give acceleration in g. */
  readonly inG: boolean;
}

/** The model as the device runs it, on what is heard, felt or seen right now. */
export function LiveCard({ project, training, labels, inG }: LiveCardProps) {
  const { live, point } = route.useSearch();
  const navigate = route.useNavigate();
  const model = useLiveModel(project, training);
  const ways = waysOf(model.about);
  const way = ways.find((one) => one === live) ?? ways[0] ?? 'file';
  return (
    <Card
      title="Live"
      end={
        <SegmentedControl
          size="xs"
          aria-label="Source"
          value={way}
          onChange={(next) =>
            void navigate({ search: (now) => ({ ...now, live: next as Way }), replace: true })
          }
          data={ways.map((one) => ({ value: one, label: words[one] }))}
        />
      }
    >
      {way === 'file' ? (
        <FromFile model={model} labels={labels} point={point} />
      ) : (
        <FromSensor key={way} model={model} labels={labels} point={point} way={way} inG={inG} />
      )}
      {model.error && <Mend error={model.error} />}
      {model.about?.listening && (
        <DecoderChoice
          listening={model.about.listening}
          point={point}
          onChoose={(next) => {
            void navigate({ search: (now) => ({ ...now, point: next }), replace: true });
            model.begin(next);
          }}
        />
      )}
      <Answers model={model} labels={labels} />
    </Card>
  );
}

function waysOf(about: About | null): Way[] {
  if (!about) return ['file'];
  if (!about.signal) return ['camera', 'file'];
  const { sound, axes } = about.signal;
  return [
    ...(sound ? (['microphone'] as const) : []),
    ...(!sound && canFeel(axes) ? (['motion'] as const) : []),
    ...(!sound && knowsSerial() ? (['board'] as const) : []),
    'file',
  ];
}

interface FromSensorProps {
  readonly model: LiveModel;
  readonly labels: readonly string[];
  readonly point: number | undefined;
  readonly way: Exclude<Way, 'file'>;
  readonly inG: boolean;
}

function FromSensor({ model, labels, point, way, inG }: FromSensorProps) {
  const source = useRef<Source | null>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const stop = () => {
    void source.current?.stop();
    source.current = null;
    setRunning(false);
  };
  useEffect(() => stop, []);
  const start = async () => {
    setError(null);
    model.begin(point);
    try {
      source.current = await begin(model, way, inG, video.current, setError);
      setRunning(true);
    } catch (failed) {
      setError(sentenceOf(failed));
    }
  };
  return (
    <div className="stack">
      <div className="row">
        <Button
          leftSection={<Icon name={running ? 'stop' : 'record'} />}
          disabled={!model.about}
          onClick={() => (running ? stop() : void start())}
        >
          {running ? 'Stop' : starts[way]}
        </Button>
        {running && (
          <span className="small muted" role="status">
            listening
          </span>
        )}
      </div>
      {error && <Mend error={error} />}
      {way === 'camera' && (
        <Seen model={model} labels={labels}>
          <video ref={video} className={classes.video} playsInline muted />
        </Seen>
      )}
    </div>
  );
}

function begin(
  { about, send }: LiveModel,
  way: Exclude<Way, 'file'>,
  inG: boolean,
  video: HTMLVideoElement | null,
  refuse: (sentence: string) => void,
): Promise<Source> {
  const take = (values: Float32Array) => send({ kind: 'readings', values });
  if (way === 'camera') return look(video!, (frame) => send({ kind: 'frame', frame }));
  const { axes, sampleRateHz } = about!.signal!;
  if (way === 'board') return listenToBoard(axes, sampleRateHz, take, refuse);
  return way === 'microphone' ? listen(sampleRateHz, take) : feel(axes, sampleRateHz, inG, take);
}

interface FromFileProps {
  readonly model: LiveModel;
  readonly labels: readonly string[];
  readonly point: number | undefined;
}

function FromFile({ model, labels, point }: FromFileProps) {
  const { about, send, begin } = model;
  const input = useRef<HTMLInputElement>(null);
  const [picture, setPicture] = useState<string | null>(null);
  useEffect(() => () => URL.revokeObjectURL(picture ?? ''), [picture]);
  const take = async (file: File) => {
    begin(point);
    if (about?.signal) {
      send({ kind: 'recording', name: file.name, bytes: await file.bytes() });
    } else {
      const bitmap = await createImageBitmap(file);
      setPicture(URL.createObjectURL(file));
      send({ kind: 'frame', frame: frameOf(bitmap, document.createElement('canvas')) });
    }
  };
  return (
    <div className="stack">
      <div className="row wrap">
        <Button
          leftSection={<Icon name="file" />}
          disabled={!about}
          onClick={() => input.current?.click()}
        >
          Choose a file
        </Button>
        <span className="small muted">
          {about?.signal ? 'WAV, CSV, JSON or CBOR, as for Data' : 'A picture'}
        </span>
        <input
          ref={input}
          type="file"
          hidden
          aria-label="File to try"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file) void take(file);
            event.currentTarget.value = '';
          }}
        />
      </div>
      {picture && (
        <Seen model={model} labels={labels}>
          <img src={picture} alt="What the model looks at" className={classes.video} />
        </Seen>
      )}
    </div>
  );
}
