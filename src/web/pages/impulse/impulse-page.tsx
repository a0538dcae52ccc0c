import { PageHead } from '../../shell/page-head.tsx';

export function ImpulsePage() {
  return <PageHead title="Impulse" />;
}
