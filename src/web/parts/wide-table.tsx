import type { ReactNode } from 'react';

/** Around a table that may be wider than its place: scrolls by itself, also by keyboard. */
export function WideTable({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ReactNode;
}) {
  return (
    <section
      aria-label={name}
      tabIndex={0}
      style={{ position: 'relative', overflowX: 'auto', minWidth: 0 }}
    >
      {children}
    </section>
  );
}
