import { Button, Drawer, MultiSelect, NumberInput, Select, Switch } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallOf, ReplyOf } from '../../../api/routes.ts';
import { ClassChip } from '../../parts/class-chip.tsx';
import { Mend } from '../../parts/mend.tsx';
import { WideTable } from '../../parts/wide-table.tsx';
import { count, counted, duration } from '../../parts/words.ts';
import { client } from '../../state/client.ts';
import { refresh } from '../../state/queries.ts';
import { tell } from '../../state/tell.tsx';
import classes from './table-wizard.module.css';

interface TableWizardProps {
  readonly project: string;
  readonly labels: readonly string[];
  readonly file: File;
  readonly onClose: () => void;
}

type Settings = Omit<NonNullable<CallOf<'previewTable'>['query']>, 'axes'> & {
  readonly axes?: readonly string[];
};
type Preview = ReplyOf<'previewTable'>;

const separators = [
  { value: ',', label: 'comma' },
  { value: ';', label: 'semicolon' },
  { value: '\t', label: 'tab' },
  { value: ' ', label: 'space' },
  { value: '|', label: 'bar' },
];
/** In a list of choices an empty text would mean "nothing chosen". */
const none = '—';

/** A table of text becomes recordings: what was guessed can be told otherwise, and shows at once. */
export function TableWizard({ project, labels, file, onClose }: TableWizardProps) {
  const [settings, setSettings] = useState<Settings>({});
  const query = queryOf(settings);
  const { data: preview, error } = useQuery({
    queryKey: ['table', project, file.name, file.size, file.lastModified, query],
    placeholderData: keepPreviousData,
    queryFn: () => client.previewTable({ params: { project }, query, body: file }),
  });
  const bring = useMutation({
    meta: { told: true },
    mutationFn: () =>
      client.importTable({
        params: { project },
        query: { ...query, name: file.name },
        body: file,
      }),
    async onSuccess({ samples }) {
      tell.done(`${counted(samples.length, 'recording')} of ${file.name} came in.`);
      await refresh(project);
      onClose();
    },
  });
  const set = (part: Settings) => setSettings((now) => ({ ...now, ...part }));
  return (
    <Drawer opened onClose={onClose} position="right" size="xl" title={`Table: ${file.name}`}>
      <div className="stack">
        {(error ?? bring.error) && <Mend error={error ?? bring.error} />}
        {preview && (
          <>
            <Choices preview={preview} settings={settings} set={set} />
            <Rows preview={preview} />
            <Recordings preview={preview} labels={labels} />
            {preview.notes.map((note) => (
              <p key={note} className="small muted">
                {note}
              </p>
            ))}
          </>
        )}
        <Button
          variant="filled"
          disabled={!preview || preview.recordings.length === 0}
          loading={bring.isPending}
          onClick={() => bring.mutate()}
        >
          {preview ? `Bring ${counted(preview.recordings.length, 'recording')}` : 'Bring them'}
        </Button>
      </div>
    </Drawer>
  );
}

function queryOf({ axes, ...settings }: Settings) {
  return { ...settings, ...(axes && { axes: JSON.stringify(axes) }) };
}

interface ChoicesProps {
  readonly preview: Preview;
  readonly settings: Settings;
  readonly set: (part: Settings) => void;
}

function Choices({ preview, settings, set }: ChoicesProps) {
  const names = preview.columns.map(({ name }) => name);
  const ofRole = (role: string) =>
    preview.columns.filter((column) => column.role === role).map(({ name }) => name);
  const withNone = [
    { value: none, label: 'none' },
    ...names.map((name) => ({ value: name, label: name })),
  ];
  const [time = none] = ofRole('time');
  const [label = none] = ofRole('label');
  return (
    <div className={classes.choices}>
      <Select
        label="Between columns"
        allowDeselect={false}
        data={separators}
        value={preview.separator}
        onChange={(separator) => separator && set({ separator: separator as ',' })}
      />
      <Select
        label="Time"
        allowDeselect={false}
        data={withNone}
        value={time}
        onChange={(next) => next && set({ time: next === none ? '' : next })}
      />
      {time === none ? (
        <NumberInput
          label="Readings a second"
          min={0.001}
          value={settings.rate === undefined ? '' : Number(settings.rate)}
          onChange={(rate) => set({ rate: rate === '' ? undefined : Number(rate) })}
        />
      ) : (
        <Select
          label="Time is in"
          placeholder="as its name says"
          clearable
          data={['s', 'ms', 'µs', 'ns']}
          value={settings.timeUnit ?? null}
          onChange={(unit) => set({ timeUnit: (unit ?? undefined) as 's' | undefined })}
        />
      )}
      <Select
        label="What each row is"
        allowDeselect={false}
        data={withNone}
        value={label}
        onChange={(next) => next && set({ labels: next === none ? '' : next })}
      />
      <MultiSelect
        className={classes.wide!}
        label="Readings"
        data={names}
        value={ofRole('axis')}
        onChange={(axes) => set({ axes })}
      />
      <Switch
        label="The first row names the columns"
        checked={preview.hasHeader}
        onChange={(event) => set({ header: event.currentTarget.checked ? 'true' : 'false' })}
      />
      <Switch
        label="Decimal comma"
        checked={preview.decimalComma}
        onChange={(event) => set({ decimalComma: event.currentTarget.checked ? 'true' : 'false' })}
      />
    </div>
  );
}

function Rows({ preview: { columns, rows } }: { readonly preview: Preview }) {
  return (
    <WideTable name="The first rows of the file">
      <table>
        <thead>
          <tr>
            {columns.map(({ name, role }) => (
              <th key={name} scope="col">
                {name}
                <span className={classes.role}>{role}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, 8).map((row, i) => (
            <tr key={i}>
              {row.map((cell, k) => (
                <td key={k} className="mono">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

/** So many recordings show how it divides; the number of the others is told. */
const shownMost = 8;

function Recordings({
  preview,
  labels,
}: {
  readonly preview: Preview;
  readonly labels: readonly string[];
}) {
  const { recordings } = preview;
  return (
    <div>
      <h3>{counted(recordings.length, 'recording')}</h3>
      <ul className={classes.recordings}>
        {recordings.slice(0, shownMost).map(({ label, firstLine, lastLine, readings, seconds }) => (
          <li key={firstLine}>
            <ClassChip labels={labels} label={label} />
            <span className="muted">
              lines {count(firstLine)} to {count(lastLine)}, {counted(readings, 'reading')},{' '}
              {duration(seconds)}
            </span>
          </li>
        ))}
        {recordings.length > shownMost && (
          <li className="muted">and {recordings.length - shownMost} more</li>
        )}
      </ul>
    </div>
  );
}
