import { Button, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { boards } from '../../../compile/estimate/board.ts';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Mend } from '../../parts/mend.tsx';
import { client } from '../../state/client.ts';
import { isCompact, setDensity } from '../../state/density.ts';
import { letterKeysOn, setLetterKeys } from '../../state/keys.ts';
import { type Project, queryClient, refresh } from '../../state/queries.ts';
import { tell } from '../../state/tell.tsx';
import classes from './settings.module.css';

/** Name, board and budget of a project; its export, and its end. */
export function ProjectPart({ about }: { readonly about: Project }) {
  return (
    <div className={classes.columns}>
      <About about={about} />
      <div className="stack">
        <ThisBrowser />
        <Card title="Take it along">
          <p className="muted">
            The whole project as one file: samples, labels, versions, impulses, runs. The same
            project gives the same bytes.
          </p>
          <Button
            component="a"
            mt={12}
            href={`/api/projects/${about.id}/export`}
            leftSection={<Icon name="download" />}
          >
            Export
          </Button>
        </Card>
        {about.role === 'owner' && <DeleteProject about={about} />}
      </div>
    </div>
  );
}

/** What the form holds until it is saved; empty: as by default. */
interface Draft {
  readonly name: string;
  readonly description: string;
  readonly board: string;
  readonly ramKb: number | string;
  readonly flashKb: number | string;
  readonly milliseconds: number | string;
}

function draftOf({ name, description, settings: { board, budget } }: Project): Draft {
  const kilo = (value: number | null) => (value === null ? '' : value / 1024);
  return {
    name,
    description,
    board,
    ramKb: kilo(budget.ramBytes),
    flashKb: kilo(budget.flashBytes),
    milliseconds: budget.milliseconds ?? '',
  };
}

function changeOf(draft: Draft, { settings }: Project) {
  const bytes = (kb: number | string) => (kb === '' ? null : Math.round(1024 * Number(kb)));
  const { name, description, board, ramKb, flashKb, milliseconds } = draft;
  const budget = {
    ramBytes: bytes(ramKb),
    flashBytes: bytes(flashKb),
    milliseconds: milliseconds === '' ? null : Number(milliseconds),
  };
  return { name: name.trim(), description, settings: { ...settings, board, budget } };
}

function About({ about }: { readonly about: Project }) {
  const [draft, setDraft] = useState(() => draftOf(about));
  const set = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const save = useMutation({
    meta: { told: true },
    mutationFn: () =>
      client.changeProject({ params: { project: about.id }, body: changeOf(draft, about) }),
    async onSuccess() {
      await refresh(about.id);
      await queryClient.invalidateQueries({ queryKey: ['projects'] });
      tell.done('Saved.');
    },
  });
  return (
    <Card title="Project">
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput
          label="Name"
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Textarea
          label="Description"
          autosize
          minRows={2}
          maxRows={8}
          value={draft.description}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
        <Select
          label="Board"
          searchable
          allowDeselect={false}
          data={boards.map(({ id, name }) => ({ value: id, label: name }))}
          value={draft.board}
          onChange={(board) => board && set({ board })}
        />
        <BudgetFields draft={draft} set={set} />
        {save.error && <Mend error={save.error} />}
        <Button type="submit" variant="filled" loading={save.isPending}>
          Save
        </Button>
      </form>
    </Card>
  );
}

interface BudgetFieldsProps {
  readonly draft: Draft;
  readonly set: (part: Partial<Draft>) => void;
}

function BudgetFields({ draft, set }: BudgetFieldsProps) {
  return (
    <>
      <h3>What the model alone may take; empty: a quarter of the board</h3>
      <NumberInput
        label="RAM, KB"
        placeholder="auto"
        min={1}
        value={draft.ramKb}
        onChange={(ramKb) => set({ ramKb })}
      />
      <NumberInput
        label="Flash, KB"
        placeholder="auto"
        min={1}
        value={draft.flashKb}
        onChange={(flashKb) => set({ flashKb })}
      />
      <NumberInput
        label="Time of one window, ms"
        placeholder="the stride"
        min={0.1}
        value={draft.milliseconds}
        onChange={(milliseconds) => set({ milliseconds })}
      />
    </>
  );
}

/** What is kept in this browser alone. */
function ThisBrowser() {
  const [letters, setLetters] = useState(letterKeysOn());
  const [compact, setCompact] = useState(isCompact());
  return (
    <Card title="In this browser">
      <div className="stack">
        <Switch
          label="Keys of one letter"
          description="G then D goes to Data, N does what the filled button does, / searches."
          checked={letters}
          onChange={(event) => {
            setLetters(event.currentTarget.checked);
            setLetterKeys(event.currentTarget.checked);
          }}
        />
        <Switch
          label="Compact rows"
          checked={compact}
          onChange={(event) => {
            setCompact(event.currentTarget.checked);
            setDensity(event.currentTarget.checked);
          }}
        />
      </div>
    </Card>
  );
}

function DeleteProject({ about }: { readonly about: Project }) {
  const [word, setWord] = useState('');
  const navigate = useNavigate();
  const remove = useMutation({
    meta: { told: true },
    mutationFn: () =>
      client.deleteProject({ params: { project: about.id }, query: { name: about.name } }),
    async onSuccess() {
      await navigate({ to: '/' });
      queryClient.removeQueries({ queryKey: [about.id] });
      await queryClient.invalidateQueries({ queryKey: ['projects'] });
    },
  });
  return (
    <Card title="Delete the project">
      <p className="muted">
        All samples, models and builds go with it, and nothing brings them back.
      </p>
      <div className={classes.line} style={{ marginTop: 12 }}>
        <TextInput
          className="grow"
          label={`Write ${about.name} to allow it`}
          value={word}
          onChange={(event) => setWord(event.currentTarget.value)}
        />
        <Button
          color="red"
          variant="outline"
          disabled={word !== about.name}
          loading={remove.isPending}
          onClick={() => remove.mutate()}
        >
          Delete
        </Button>
      </div>
      {remove.error && <Mend error={remove.error} />}
    </Card>
  );
}
