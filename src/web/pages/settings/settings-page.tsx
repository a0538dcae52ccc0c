import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { PageHead } from '../../shell/page-head.tsx';
import { projectQuery } from '../../state/queries.ts';
import { AuditPart } from './audit-part.tsx';
import { KeysPart } from './keys-part.tsx';
import { MembersPart } from './members-part.tsx';
import { ProjectPart } from './project-part.tsx';

const route = getRouteApi('/signed-in/p/$project/settings');

const parts = [
  { value: 'project', label: 'Project' },
  { value: 'members', label: 'Members' },
  { value: 'keys', label: 'Keys' },
  { value: 'audit', label: 'Audit' },
] as const;

/** What a project begins its runs with, who works on it, and what they did. */
export function SettingsPage() {
  const { project } = route.useParams();
  const { part = 'project' } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: about } = useQuery(projectQuery(project));
  if (!about) return <PageHead title="Settings" />;
  const owner = about.role === 'owner';
  return (
    <>
      <PageHead title="Settings" fact={about.name}>
        <SegmentedControl
          size="xs"
          aria-label="Part of the settings"
          data={owner ? [...parts] : parts.slice(0, 2)}
          value={part}
          onChange={(next) =>
            void navigate({ search: { part: next as typeof part }, replace: true })
          }
        />
      </PageHead>
      {part === 'project' && <ProjectPart about={about} />}
      {part === 'members' && <MembersPart project={project} owner={owner} />}
      {part === 'keys' && owner && <KeysPart project={project} />}
      {part === 'audit' && owner && <AuditPart project={project} />}
    </>
  );
}
