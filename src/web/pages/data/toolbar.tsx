import { SegmentedControl, TextInput, VisuallyHidden } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { ClassChip } from '../../parts/class-chip.tsx';
import { Icon } from '../../parts/icon.tsx';
import { count } from '../../parts/words.ts';
import { countsQuery } from '../../state/samples.ts';
import classes from './toolbar.module.css';

const route = getRouteApi('/signed-in/p/$project/data');
const typingMs = 200;

/** Search, labels as filters, list or grid. */
export function Toolbar({ project, labels }: { project: string; labels: readonly string[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: counts } = useQuery(countsQuery(project));
  const [words, setWords] = useState(search.search ?? '');
  const find = useDebouncedCallback((text: string) => {
    void navigate({
      search: ({ search: _, ...now }) => ({ ...now, ...(text && { search: text }) }),
      replace: true,
    });
  }, typingMs);
  const of = (label: string | null) =>
    counts?.items
      .filter((item) => item.label === label)
      .reduce((sum, { samples }) => sum + samples, 0);
  const choose = (change: { label?: string; unlabelled?: boolean }) =>
    void navigate({ search: ({ label: _, unlabelled: __, ...now }) => ({ ...now, ...change }) });
  const shown = labels.filter((label) => of(label) !== 0);
  return (
    <div className={classes.bar}>
      <TextInput
        id="find-sample"
        aria-label="Search by name"
        placeholder="Name"
        leftSection={<Icon name="search" />}
        value={words}
        className={classes.find!}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          find(event.currentTarget.value);
        }}
      />
      <div className={classes.chips} role="group" aria-label="Labels">
        {shown.map((label) => (
          <button
            key={label}
            type="button"
            className={classes.chip}
            aria-pressed={search.label === label}
            onClick={() => choose(search.label === label ? {} : { label })}
          >
            <ClassChip labels={labels} label={label} />
            <span className="faint">{count(of(label) ?? 0)}</span>
          </button>
        ))}
        {(of(null) ?? 0) > 0 && (
          <button
            type="button"
            className={classes.chip}
            aria-pressed={search.unlabelled === true}
            onClick={() => choose(search.unlabelled ? {} : { unlabelled: true })}
          >
            <ClassChip labels={labels} label={null} />
            <span className="faint">{count(of(null)!)}</span>
          </button>
        )}
      </div>
      <SegmentedControl
        size="xs"
        aria-label="View"
        value={search.view ?? 'list'}
        onChange={(view) =>
          void navigate({ search: (now) => ({ ...now, view: view as 'list' }), replace: true })
        }
        data={[
          { value: 'list', label: <View icon="list" name="List" /> },
          { value: 'grid', label: <View icon="grid" name="Grid" /> },
        ]}
      />
    </div>
  );
}

function View({ icon, name }: { readonly icon: 'list' | 'grid'; readonly name: string }) {
  return (
    <span className={classes.view}>
      <Icon name={icon} />
      <VisuallyHidden>{name}</VisuallyHidden>
    </span>
  );
}
