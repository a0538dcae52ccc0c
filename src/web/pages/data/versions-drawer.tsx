import { Button, Drawer, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Tag } from '../../parts/tag.tsx';
import { ago, counted } from '../../parts/words.ts';
import { client } from '../../state/client.ts';
import { refresh } from '../../state/queries.ts';
import { tell } from '../../state/tell.tsx';
import classes from './versions-drawer.module.css';

interface VersionsDrawerProps {
  readonly project: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** What the data were at moments that count: kept by hand, or by a run that was made of them. */
export function VersionsDrawer({ project, opened, onClose }: VersionsDrawerProps) {
  const { data } = useQuery({
    queryKey: [project, 'versions'],
    enabled: opened,
    queryFn: () =>
      client.listVersions({ params: { project }, query: { limit: 500, order: 'desc' } }),
  });
  const [name, setName] = useState('');
  const keep = useMutation({
    mutationFn: () =>
      client.createVersion({ params: { project }, body: name.trim() ? { name: name.trim() } : {} }),
    async onSuccess(version) {
      setName('');
      tell.done(`Version ${version.number} holds the samples as they are now.`);
      await refresh(project);
    },
  });
  return (
    <Drawer opened={opened} onClose={onClose} position="right" title="Versions" size={420}>
      <form
        className={classes.keep}
        onSubmit={(event) => {
          event.preventDefault();
          keep.mutate();
        }}
      >
        <TextInput
          className="grow"
          aria-label="Name of the version"
          placeholder="Name, if you like"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={keep.isPending}>
          Keep as it is now
        </Button>
      </form>
      {data?.items.length === 0 && (
        <EmptyState title="No version yet">Each training keeps one by itself.</EmptyState>
      )}
      <ol className={classes.list}>
        {data?.items.map((version) => (
          <Version key={version.id} project={project} version={version} />
        ))}
      </ol>
    </Drawer>
  );
}

interface VersionProps {
  readonly project: string;
  readonly version: {
    readonly id: string;
    readonly number: number;
    readonly name: string;
    readonly createdAt: number;
    readonly samples: number;
  };
}

function Version({ project, version }: VersionProps) {
  const [open, setOpen] = useState(false);
  const { data: diff } = useQuery({
    queryKey: [project, 'version-diff', version.id],
    enabled: open,
    queryFn: () => client.diffVersions({ params: { project, version: version.id } }),
  });
  const restore = useMutation({
    mutationFn: () => client.restoreVersion({ params: { project, version: version.id } }),
    async onSuccess({ kept }) {
      await refresh(project);
      tell.undoable(`The samples are those of version ${version.number}.`, async () => {
        await client.restoreVersion({ params: { project, version: kept.id } });
        await refresh(project);
      });
    },
  });
  const same = diff && diff.added.length + diff.removed.length + diff.changed.length === 0;
  return (
    <li className={classes.version}>
      <div className="row">
        <b>Version {version.number}</b>
        <span className="grow ellipsis">{version.name}</span>
        <span className="small faint">{ago(version.createdAt, Date.now())}</span>
      </div>
      <div className="row">
        <span className="grow small muted">{counted(version.samples, 'sample')}</span>
        <Button size="compact-sm" aria-expanded={open} onClick={() => setOpen(!open)}>
          Since then
        </Button>
        <Button size="compact-sm" loading={restore.isPending} onClick={() => restore.mutate()}>
          Restore
        </Button>
      </div>
      {open && diff && (
        <div className={classes.diff}>
          {same && <Tag tone="ok">as it is now</Tag>}
          <Changes mark="+" names={diff.added} />
          <Changes mark="−" names={diff.removed} />
          <Changes
            mark="≠"
            names={diff.changed.map(({ name, fields }) => `${name}: ${fields.join(', ')}`)}
          />
        </div>
      )}
    </li>
  );
}

/** So many names can be read; the number of the others is told. */
const namesMost = 30;

function Changes({ mark, names }: { readonly mark: string; readonly names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <ul className="small">
      {names.slice(0, namesMost).map((name) => (
        <li key={name}>
          {mark} {name}
        </li>
      ))}
      {names.length > namesMost && <li className="muted">and {names.length - namesMost} more</li>}
    </ul>
  );
}
