import { Button, CopyButton, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Role, roles } from '../../../api/route.ts';
import { Card } from '../../parts/card.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Mend } from '../../parts/mend.tsx';
import { WideTable } from '../../parts/wide-table.tsx';
import { ago } from '../../parts/words.ts';
import { client } from '../../state/client.ts';
import { queryClient } from '../../state/queries.ts';
import { roleWords } from './members-part.tsx';
import classes from './settings.module.css';

/** Keys of programs and devices; each is shown once. */
export function KeysPart({ project }: { readonly project: string }) {
  const key = [project, 'keys'];
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => client.listKeys({ params: { project } }),
  });
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('device');
  const again = () => queryClient.invalidateQueries({ queryKey: key });
  const make = useMutation({
    meta: { told: true },
    mutationFn: () => client.createKey({ params: { project }, body: { name: name.trim(), role } }),
    onSuccess: () => {
      setName('');
      return again();
    },
  });
  const revoke = useMutation({
    mutationFn: (id: string) => client.revokeKey({ params: { project, key: id } }),
    onSuccess: again,
  });
  return (
    <Card title="Keys">
      <form
        className={classes.line}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <TextInput
          label="Name, such as the device’s"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="May do as much as"
          allowDeselect={false}
          data={roles.map((value) => ({ value, label: roleWords[value] }))}
          value={role}
          onChange={(next) => next && setRole(next as Role)}
        />
        <Button type="submit" disabled={name.trim() === ''} loading={make.isPending}>
          Make a key
        </Button>
      </form>
      {make.error && <Mend error={make.error} />}
      {make.data && <NewKey value={make.data.key} />}
      {data?.items.length === 0 ? (
        <EmptyState title="No keys">A program or a device that brings data needs one.</EmptyState>
      ) : (
        <WideTable name="Keys">
          <table>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Begins with</th>
                <th scope="col">Role</th>
                <th scope="col">Last used</th>
                <th scope="col">
                  <span className="unseen">Do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data?.items.map(({ id, name: of, prefix, role: may, lastUsedAt }) => (
                <tr key={id}>
                  <td>{of}</td>
                  <td className="mono">{prefix}…</td>
                  <td>{may}</td>
                  <td className="muted">
                    {lastUsedAt === null ? 'never' : ago(lastUsedAt, Date.now())}
                  </td>
                  <td className="number">
                    <Button size="compact-sm" onClick={() => revoke.mutate(id)}>
                      Revoke
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </WideTable>
      )}
    </Card>
  );
}

function NewKey({ value }: { readonly value: string }) {
  return (
    <div className={classes.line} role="status">
      <TextInput
        className="grow"
        label="The key. It is shown this once: copy it now."
        readOnly
        value={value}
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton value={value}>
        {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy'}</Button>}
      </CopyButton>
    </div>
  );
}
