import { Drawer } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import qrcode from 'qrcode-generator';
import { Mend } from '../../parts/mend.tsx';
import { client } from '../../state/client.ts';
import { queryClient } from '../../state/queries.ts';
import classes from './phone-drawer.module.css';

interface PhoneDrawerProps {
  readonly project: string;
  readonly onClose: () => void;
}

/** A code that a phone's camera reads: it opens a page there that records for this project. */
export function PhoneDrawer({ project, onClose }: PhoneDrawerProps) {
  const own = ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname);
  const { data: key, error } = useQuery({
    queryKey: keyOf(project),
    enabled: !own,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    queryFn: () =>
      client.createKey({ params: { project }, body: { name: 'Phone', role: 'device' } }),
  });
  const leave = useMutation({ mutationFn: () => dropUnused(project, key?.id) });
  const close = () => {
    leave.mutate();
    onClose();
  };
  const address = key && `${location.origin}/record#${project}.${key.key}`;
  return (
    <Drawer opened onClose={close} position="right" title="Record with a phone" size={420}>
      <div className="stack">
        {own && (
          <Mend error="This studio is open to this machine alone, so no phone reaches it. Start it with `thimble serve --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem` and open it by its name in your network." />
        )}
        {!own && location.protocol !== 'https:' && (
          <Mend error="Phones give their microphone and motion to https pages only: start the studio with --tls-cert and --tls-key, or put a proxy with TLS in front." />
        )}
        {error && <Mend error={error} />}
        {address && (
          <>
            <Code text={address} />
            <p className="muted">
              Point the phone’s camera at it. The page that opens may bring recordings into this
              project and nothing else; take that back in Settings, Keys.
            </p>
            <p className="mono" style={{ overflowWrap: 'anywhere' }}>
              {address}
            </p>
          </>
        )}
      </div>
    </Drawer>
  );
}

const keyOf = (project: string) => ['phone-key', project];

/** A key that no phone has read goes; one that a phone has goes on, and is shown when asked for again. */
async function dropUnused(project: string, key: string | undefined): Promise<void> {
  if (!key) return;
  const { items } = await client.listKeys({ params: { project } });
  if (items.find(({ id }) => id === key)?.lastUsedAt !== null) return;
  queryClient.removeQueries({ queryKey: keyOf(project) });
  await client.revokeKey({ params: { project, key } });
}

/** As a drawing of ours: dark on light in any theme, or cameras do not see it. */
function Code({ text }: { readonly text: string }) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  const path = Array.from(
    { length: size * size },
    (_, i) => [i % size, Math.floor(i / size)] as const,
  )
    .filter(([x, y]) => code.isDark(y, x))
    .map(([x, y]) => `M${x} ${y}h1v1h-1z`)
    .join('');
  return (
    <svg
      className={classes.code}
      viewBox={`-4 -4 ${size + 8} ${size + 8}`}
      role="img"
      aria-label="Code for the phone’s camera"
    >
      <path d={path} />
    </svg>
  );
}
