import { Button, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { createClient } from '../../../api/client.ts';
import mark from '../../mark.svg';
import { Mend } from '../../parts/mend.tsx';
import { type Made, type RecorderState, type RecordingWay, useRecorder } from '../data/recorder.ts';
import { RecorderStage } from '../data/recorder-stage.tsx';
import { stamp } from '../data/stamp.ts';
import classes from './record-page.module.css';

/** On a phone: one big button. The address carries the project and a key that may bring data into it. */
export function RecordPage() {
  const [place] = useState(() => location.hash.slice(1).split('.'));
  const [project = '', ...rest] = place;
  const key = rest.join('.');
  const [way, setWay] = useState<RecordingWay>('motion');
  const [label, setLabel] = useState('');
  const [seconds, setSeconds] = useState(10);
  const { state, start, clear } = useRecorder(way);
  const [kept, setKept] = useState(0);
  const keep = useMutation({
    meta: { told: true },
    mutationFn: ({ bytes, ending }: Made) => {
      const client = createClient({
        server: '',
        key,
        fetch: (address, init) => fetch(address, init),
      });
      const query = { name: `${label || 'phone'}.${stamp()}.${ending}`, ...(label && { label }) };
      return client.uploadSample({ params: { project }, query, body: bytes });
    },
    onSuccess() {
      setKept((n) => n + 1);
      clear();
    },
  });
  const busy = state.kind === 'counting' || state.kind === 'recording';
  return (
    <main className={classes.page}>
      <h1 className={classes.head}>
        <img src={mark} alt="" width={22} height={22} /> Record
      </h1>
      {key === '' && (
        <Mend error="This address is not whole: read the code on the studio’s Data page again." />
      )}
      <SegmentedControl
        fullWidth
        aria-label="What to record"
        disabled={busy}
        value={way}
        onChange={(next) => {
          setWay(next as RecordingWay);
          setSeconds(next === 'microphone' ? 1 : 10);
          clear();
        }}
        data={[
          { value: 'motion', label: 'Motion' },
          { value: 'microphone', label: 'Microphone' },
        ]}
      />
      <TextInput
        label="Label"
        maxLength={100}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <NumberInput
        label="Seconds"
        min={1}
        max={600}
        value={seconds}
        onChange={(value) => setSeconds(Math.max(1, Number(value) || 1))}
      />
      <div className={classes.stage}>
        <RecorderStage state={state} seconds={seconds} />
      </div>
      {state.kind === 'idle' && state.error && <Mend error={state.error} />}
      {keep.error && <Mend error={keep.error} />}
      <BigButton
        state={state}
        busy={keep.isPending}
        able={key !== ''}
        onStart={() => start(seconds)}
        onStop={clear}
        onKeep={(made) => keep.mutate(made)}
      />
      <p className="muted" role="status">
        {kept > 0 && `${kept} in the studio`}
      </p>
    </main>
  );
}

interface BigButtonProps {
  readonly state: RecorderState;
  readonly busy: boolean;
  readonly able: boolean;
  readonly onStart: () => void;
  readonly onStop: () => void;
  readonly onKeep: (made: Made) => void;
}

/** Record, stop, or keep: whatever comes next. */
function BigButton({ state, busy, able, onStart, onStop, onKeep }: BigButtonProps) {
  if (state.kind === 'made') {
    return (
      <>
        <Button
          variant="filled"
          className={classes.big!}
          loading={busy}
          onClick={() => onKeep(state.made)}
        >
          Keep it
        </Button>
        <Button onClick={onStart}>Once more</Button>
      </>
    );
  }
  const idle = state.kind === 'idle';
  return (
    <Button
      variant="filled"
      className={classes.big!}
      disabled={!able}
      onClick={idle ? onStart : onStop}
    >
      {idle ? 'Record' : 'Stop'}
    </Button>
  );
}
