import { PageHead } from '../../shell/page-head.tsx';

export function JobsPage() {
  return <PageHead title="Jobs" />;
}
