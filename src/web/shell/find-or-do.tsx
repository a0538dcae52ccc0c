import { createSpotlight, Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Icon } from '../parts/icon.tsx';
import { projectsQuery } from '../state/queries.ts';
import { nextTheme } from '../state/theme.ts';
import { stages } from './stages.ts';

const [store, spotlight] = createSpotlight();

export function openFindOrDo(): void {
  spotlight.open();
}

/** Ctrl K: goes to any project or page, and does what has a key. */
export function FindOrDo() {
  const navigate = useNavigate();
  const { project } = useParams({ strict: false });
  const { data: projects } = useQuery(projectsQuery);
  const actions: SpotlightActionData[] = [
    ...(project
      ? stages.map(({ name, to, key }) => ({
          id: `stage-${name}`,
          label: name,
          description: `Go to ${name} (G then ${key.toUpperCase()})`,
          onClick: () => void navigate({ to, params: { project } }),
        }))
      : []),
    ...(projects?.items ?? []).map(({ id, name, samples }) => ({
      id,
      label: name,
      description: `Project, ${samples} samples`,
      onClick: () => void navigate({ to: '/p/$project/data', params: { project: id } }),
    })),
    {
      id: 'projects',
      label: 'All projects',
      onClick: () => void navigate({ to: '/' }),
    },
    {
      id: 'account',
      label: 'Account and people',
      onClick: () => void navigate({ to: '/account' }),
    },
    {
      id: 'theme',
      label: 'Change the theme',
      description: 'Light, dark, or as the system has it',
      onClick: nextTheme,
    },
  ];
  return (
    <Spotlight
      store={store}
      actions={actions}
      shortcut="mod + K"
      limit={12}
      lockScroll={false}
      nothingFound="Nothing of that name."
      searchProps={{ leftSection: <Icon name="search" />, placeholder: 'Find or do' }}
    />
  );
}
