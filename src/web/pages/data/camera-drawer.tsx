import { Autocomplete, Button, Drawer, Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { openCamera } from '../../live/camera.ts';
import type { Source } from '../../live/microphone.ts';
import { Icon } from '../../parts/icon.tsx';
import { Mend } from '../../parts/mend.tsx';
import { counted } from '../../parts/words.ts';
import { client } from '../../state/client.ts';
import { refresh } from '../../state/queries.ts';
import { sentenceOf } from '../../state/sentence-of.ts';
import classes from './camera-drawer.module.css';
import { stamp } from './stamp.ts';

interface CameraDrawerProps {
  readonly project: string;
  readonly labels: readonly string[];
  readonly onClose: () => void;
}

/** From one picture of a series to the next. */
const everyMs = 1000;

/** Pictures from the camera, one by one or one each second, each kept with its label at once. */
export function CameraDrawer({ onClose, ...props }: CameraDrawerProps) {
  return (
    <Drawer opened onClose={onClose} position="right" title="Take pictures" size={420}>
      <Camera {...props} />
    </Drawer>
  );
}

function Camera({ project, labels }: Omit<CameraDrawerProps, 'onClose'>) {
  const video = useRef<HTMLVideoElement>(null);
  const [label, setLabel] = useState('');
  const [series, setSeries] = useState(false);
  const [taken, setTaken] = useState(0);
  const { shows, error } = useCamera(video);
  const keep = useMutation({
    meta: { told: true },
    async mutationFn() {
      const picture = await pictureOf(video.current!);
      const query = { name: `${label || 'picture'}.${stamp()}.png`, ...(label && { label }) };
      return client.uploadSample({ params: { project }, query, body: picture });
    },
    async onSuccess() {
      setTaken((n) => n + 1);
      await refresh(project);
    },
  });
  const take = useRef(keep.mutate);
  take.current = keep.mutate;
  const busy = useRef(false);
  busy.current = keep.isPending;
  useEffect(() => {
    if (!series) return;
    const timer = setInterval(() => {
      if (!busy.current) take.current();
    }, everyMs);
    return () => clearInterval(timer);
  }, [series]);
  return (
    <div className="stack">
      {error && <Mend error={error} />}
      <video ref={video} className={classes.video} playsInline muted />
      <Autocomplete
        label="Label"
        placeholder="none yet"
        data={[...labels]}
        maxLength={100}
        value={label}
        onChange={setLabel}
      />
      <Switch
        label="One each second"
        disabled={!shows}
        checked={series}
        onChange={(event) => setSeries(event.currentTarget.checked)}
      />
      {keep.error && <Mend error={keep.error} />}
      <Button
        variant="filled"
        size="lg"
        leftSection={<Icon name="camera" />}
        disabled={!shows}
        loading={keep.isPending && !series}
        onClick={() => keep.mutate()}
      >
        Take it
      </Button>
      <p className="muted" role="status">
        {taken > 0 && `${counted(taken, 'picture')} in the project`}
      </p>
    </div>
  );
}

/** Lets the video show what the camera sees while the drawer is open. */
function useCamera(video: React.RefObject<HTMLVideoElement | null>) {
  const [state, setState] = useState<{ readonly shows: boolean; readonly error: string | null }>({
    shows: false,
    error: null,
  });
  useEffect(() => {
    let source: Source | null = null;
    let gone = false;
    openCamera(video.current!).then(
      (opened) => {
        source = opened;
        if (gone) void opened.stop();
        else setState({ shows: true, error: null });
      },
      (failed: unknown) => setState({ shows: false, error: sentenceOf(failed) }),
    );
    return () => {
      gone = true;
      void source?.stop();
    };
  }, [video]);
  return state;
}

/** What the video shows now, without loss: what a network learns from should not carry JPEG's squares. */
function pictureOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')!.drawImage(video, 0, 0);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the camera shows nothing yet'))),
      'image/png',
    ),
  );
}
