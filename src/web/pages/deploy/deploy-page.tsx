import { PageHead } from '../../shell/page-head.tsx';

export function DeployPage() {
  return <PageHead title="Deploy" />;
}
