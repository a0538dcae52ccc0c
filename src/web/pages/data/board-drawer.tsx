import { Autocomplete, Button, Drawer, NumberInput, Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Failure } from '../../../base/failure.ts';
import type { Source } from '../../live/microphone.ts';
import { knowsSerial, readBoard } from '../../live/serial.ts';
import { rateOf, type SerialReading } from '../../live/serial-lines.ts';
import { Mend } from '../../parts/mend.tsx';
import { counted } from '../../parts/words.ts';
import { client } from '../../state/client.ts';
import { refresh } from '../../state/queries.ts';
import { sentenceOf } from '../../state/sentence-of.ts';
import { tell } from '../../state/tell.tsx';
import { csvOf } from './csv-of.ts';
import classes from './record-drawer.module.css';
import { stamp } from './stamp.ts';

interface BoardDrawerProps {
  readonly project: string;
  readonly labels: readonly string[];
  readonly onClose: () => void;
}

/** Any board that prints numbers, one line for each reading. */
export function BoardDrawer({ project, labels, onClose }: BoardDrawerProps) {
  const [label, setLabel] = useState('');
  const [seconds, setSeconds] = useState(10);
  const [baud, setBaud] = useState('115200');
  const board = useBoard();
  const keep = useMutation({
    meta: { told: true },
    async mutationFn() {
      const { names, values, rateHz } = await board.record(seconds);
      const text = csvOf(values, names, rateHz);
      const query = { name: `${label || 'recording'}.${stamp()}.csv`, ...(label && { label }) };
      return client.uploadSample({ params: { project }, query, body: new Blob([text]) });
    },
    async onSuccess({ samples }) {
      tell.done(`${samples[0]?.name ?? 'It'} is in.`);
      await refresh(project);
    },
  });
  const { connected, names, rateHz, trace, other, error } = board;
  return (
    <Drawer opened onClose={onClose} position="right" title="Connect a board" size={420}>
      <div className="stack">
        {!knowsSerial() && (
          <Mend error="This browser cannot speak to boards: use Chromium, Chrome or Edge on a computer." />
        )}
        <p className="muted">
          Let the board print one line for each reading, such as{' '}
          <span className="mono">0.12,0.98,-0.03</span>, with names if you like:{' '}
          <span className="mono">accX:0.12,accY:0.98</span>.
        </p>
        <Select
          label="Speed"
          allowDeselect={false}
          disabled={connected}
          data={['9600', '57600', '115200', '230400', '460800', '921600', '1000000']}
          value={baud}
          onChange={(next) => next && setBaud(next)}
        />
        {error && <Mend error={error} />}
        {connected ? (
          <>
            <p role="status">
              {names
                ? `${names.join(', ')}${rateHz ? ` at ${rateHz.toFixed(0)} Hz` : ', measuring'}`
                : other
                  ? `Board found, but no numbers come: ${other}`
                  : 'Board found; waiting for its first line'}
            </p>
            <div className={classes.trace} aria-hidden="true">
              {trace.map((value, i) => (
                <i key={i} style={{ height: `${Math.max(2, 100 * value)}%` }} />
              ))}
            </div>
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
              min={1}
              max={600}
              value={seconds}
              onChange={(value) => setSeconds(Math.max(1, Number(value) || 1))}
            />
            {keep.error && <Mend error={keep.error} />}
            <div className="row">
              <Button
                variant="filled"
                disabled={!rateHz}
                loading={keep.isPending}
                onClick={() => keep.mutate()}
              >
                Record {counted(seconds, 'second')}
              </Button>
              <Button onClick={() => void board.disconnect()}>Disconnect</Button>
            </div>
          </>
        ) : (
          <Button variant="filled" onClick={() => void board.connect(Number(baud))}>
            Choose the board
          </Button>
        )}
      </div>
    </Drawer>
  );
}

interface Recorded {
  readonly names: readonly string[];
  readonly values: Float32Array;
  readonly rateHz: number;
}

/** What goes on while a recording is made. */
interface Tape {
  readonly take: (reading: SerialReading) => void;
  /** null: it is whole. */
  readonly end: (failure: Failure | null) => void;
}

function oddLine(has: number, wanted: number): Failure {
  return new Failure(
    'bad-data',
    `The board printed a line of ${counted(has, 'number')} where the others have ${wanted}: nothing was kept. Let it print whole lines, or more slowly.`,
  );
}

/** Readings whose times tell the rate, and whose sizes are drawn. */
const remembered = 300;

/** A board while it prints: what it says, how fast, and a recording of it when asked. */
function useBoard() {
  const source = useRef<Source | null>(null);
  const seen = useRef<{ readonly at: number; readonly reading: SerialReading }[]>([]);
  const tape = useRef<Tape | null>(null);
  const [connected, setConnected] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [other, setOther] = useState('');
  const [, redraw] = useState(0);
  const disconnect = async () => {
    tape.current?.end(new Failure('cancelled', 'The board is gone; nothing of this was kept.'));
    await source.current?.stop();
    source.current = null;
    seen.current = [];
    setConnected(false);
  };
  useEffect(() => {
    const timer = setInterval(() => redraw((n) => n + 1), 100);
    return () => {
      clearInterval(timer);
      void source.current?.stop();
    };
  }, []);
  const take = (reading: SerialReading) => {
    seen.current.push({ at: performance.now(), reading });
    if (seen.current.length > remembered) seen.current.shift();
    tape.current?.take(reading);
  };
  const connect = async (baud: number) => {
    setError(null);
    try {
      source.current = await readBoard(baud, take, setOther, (sentence) => {
        setError(sentence);
        void disconnect();
      });
      setConnected(true);
    } catch (failed) {
      setError(sentenceOf(failed));
    }
  };
  const names = seen.current.at(-1)?.reading.names ?? null;
  const rateHz = rateOf(seen.current.map(({ at }) => at));
  const record = (seconds: number): Promise<Recorded> => {
    const axes = names!;
    const values: number[] = [];
    const times: number[] = [];
    return new Promise((resolve, reject) => {
      const end = (failure: Failure | null) => {
        tape.current = null;
        if (failure) return reject(failure);
        const rateHz = Math.round(10 * (rateOf(times) ?? 1)) / 10;
        resolve({ names: axes, values: Float32Array.from(values), rateHz });
      };
      const take = ({ values: row }: SerialReading) => {
        if (row.length !== axes.length) return end(oddLine(row.length, axes.length));
        values.push(...row);
        times.push(performance.now());
        if (times.at(-1)! - times[0]! >= 1000 * seconds) end(null);
      };
      tape.current = { take, end };
    });
  };
  return {
    connected,
    error,
    other,
    names,
    rateHz,
    trace: sizesOf(seen.current),
    connect,
    disconnect,
    record,
  };
}

/** The first axis, from its least to its largest as 0 to 1. */
function sizesOf(seen: readonly { readonly reading: SerialReading }[]): number[] {
  const values = seen.map(({ reading }) => reading.values[0]!);
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  return values.map((value) => (value - low) / span);
}
