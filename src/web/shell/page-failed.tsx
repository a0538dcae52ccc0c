import { Button } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { EmptyState } from '../parts/empty-state.tsx';
import { Mend } from '../parts/mend.tsx';

/** In the place of a page that could not be shown. */
export function PageFailed({ error }: { readonly error: unknown }) {
  const router = useRouter();
  return (
    <main style={{ padding: 24 }}>
      <Mend error={error}>
        <Button size="compact-sm" onClick={() => void router.invalidate()}>
          Try again
        </Button>
      </Mend>
    </main>
  );
}

export function NotFound() {
  return (
    <main>
      <EmptyState title="There is no such page" actions={<Link to="/">All projects</Link>}>
        The address may be old, or was cut off on its way.
      </EmptyState>
    </main>
  );
}
