import { PageHead } from '../../shell/page-head.tsx';

export function TrainPage() {
  return <PageHead title="Train" />;
}
