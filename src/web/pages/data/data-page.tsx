import { PageHead } from '../../shell/page-head.tsx';

export function DataPage() {
  return <PageHead title="Data" />;
}
