import { PageHead } from '../../shell/page-head.tsx';

export function TestPage() {
  return <PageHead title="Test" />;
}
