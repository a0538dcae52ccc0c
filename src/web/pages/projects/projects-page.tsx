import { PageHead } from '../../shell/page-head.tsx';

export function ProjectsPage() {
  return <PageHead title="Projects" />;
}
