import { PageHead } from '../../shell/page-head.tsx';

export function LabelPage() {
  return <PageHead title="Label" />;
}
