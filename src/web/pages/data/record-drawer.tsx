import { Autocomplete, Button, Drawer, NumberInput, SegmentedControl } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Icon } from '../../parts/icon.tsx';
import { Mend } from '../../parts/mend.tsx';
import { client } from '../../state/client.ts';
import { refresh } from '../../state/queries.ts';
import { tell } from '../../state/tell.tsx';
import classes from './record-drawer.module.css';
import { type Made, type RecordingWay, useRecorder } from './recorder.ts';
import { RecorderStage } from './recorder-stage.tsx';
import { stamp } from './stamp.ts';

interface RecordDrawerProps {
  readonly project: string;
  readonly labels: readonly string[];
  readonly onClose: () => void;
}

/** Record from here: what this machine hears, or what this phone feels. */
export function RecordDrawer({ project, labels, onClose }: RecordDrawerProps) {
  const [way, setWay] = useState<RecordingWay>('microphone');
  const [label, setLabel] = useState('');
  const [seconds, setSeconds] = useState(way === 'microphone' ? 1 : 10);
  const { state, start, clear } = useRecorder(way);
  const keep = useMutation({
    meta: { told: true },
    mutationFn: ({ bytes, ending }: Made) => {
      const name = `${label || 'recording'}.${stamp()}.${ending}`;
      const query = { name, ...(label && { label }) };
      return client.uploadSample({ params: { project }, query, body: bytes });
    },
    async onSuccess({ samples }) {
      tell.done(`${samples[0]?.name ?? 'It'} is in.`);
      clear();
      await refresh(project);
    },
  });
  const busy = state.kind === 'counting' || state.kind === 'recording';
  return (
    <Drawer opened onClose={onClose} position="right" title="Record" size={420}>
      <div className="stack">
        <SegmentedControl
          aria-label="What to record"
          value={way}
          disabled={busy}
          onChange={(next) => {
            setWay(next as RecordingWay);
            setSeconds(next === 'microphone' ? 1 : 10);
            clear();
          }}
          data={[
            { value: 'microphone', label: 'Microphone' },
            { value: 'motion', label: 'Motion' },
          ]}
        />
        <Autocomplete
          label="Label"
          placeholder="none yet"
          data={[...labels]}
          maxLength={100}
          value={label}
          onChange={setLabel}
        />
        <NumberInput
          label="Seconds"
          min={0.5}
          max={600}
          value={seconds}
          onChange={(value) => setSeconds(Math.max(0.5, Number(value) || 1))}
        />
        <RecorderStage state={state} seconds={seconds} />
        {state.kind === 'idle' && state.error && <Mend error={state.error} />}
        {keep.error && <Mend error={keep.error} />}
        {state.kind === 'made' ? (
          <Review
            made={state.made}
            busy={keep.isPending}
            onKeep={() => keep.mutate(state.made)}
            onAgain={() => start(seconds)}
          />
        ) : (
          <Button
            variant="filled"
            size="lg"
            leftSection={<Icon name={busy ? 'stop' : 'record'} />}
            onClick={() => (busy ? clear() : start(seconds))}
          >
            {busy ? 'Stop' : 'Record'}
          </Button>
        )}
      </div>
    </Drawer>
  );
}

interface ReviewProps {
  readonly made: Made;
  readonly busy: boolean;
  readonly onKeep: () => void;
  readonly onAgain: () => void;
}

function Review({ made, busy, onKeep, onAgain }: ReviewProps) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([made.bytes]));
    setAddress(url);
    return () => URL.revokeObjectURL(url);
  }, [made]);
  return (
    <>
      {made.ending === 'wav' && address && (
        <audio className={classes.sound} controls src={address} aria-label="What was recorded" />
      )}
      <div className="row">
        <Button variant="filled" loading={busy} onClick={onKeep}>
          Keep it
        </Button>
        <Button onClick={onAgain}>Once more</Button>
      </div>
    </>
  );
}
