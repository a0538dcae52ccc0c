import { PageHead } from '../../shell/page-head.tsx';

export function SettingsPage() {
  return <PageHead title="Settings" />;
}
