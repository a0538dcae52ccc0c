import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Role, roles } from '../../../api/route.ts';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Mend } from '../../parts/mend.tsx';
import { WideTable } from '../../parts/wide-table.tsx';
import { client } from '../../state/client.ts';
import { queryClient } from '../../state/queries.ts';
import classes from './settings.module.css';

/** What each role may do, in words. */
export const roleWords: Readonly<Record<Role, string>> = {
  device: 'device: brings data',
  viewer: 'viewer: looks',
  editor: 'editor: labels, trains, builds',
  owner: 'owner: all of it, and who else',
};

const choices = roles.map((value) => ({ value, label: roleWords[value] }));

/** Who works on the project, and as what. */
export function MembersPart({ project, owner }: { project: string; owner: boolean }) {
  const key = [project, 'members'];
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => client.listMembers({ params: { project } }),
  });
  const [email, setEmail] = useState('');
  const again = () => queryClient.invalidateQueries({ queryKey: key });
  const set = useMutation({
    meta: { told: true },
    mutationFn: (body: { email: string; role: Role }) =>
      client.setMember({ params: { project }, body }),
    onSuccess: () => {
      setEmail('');
      return again();
    },
  });
  const remove = useMutation({
    meta: { told: true },
    mutationFn: (user: string) => client.removeMember({ params: { project, user } }),
    onSuccess: again,
  });
  const error = set.error ?? remove.error;
  return (
    <Card title="Members">
      {owner && (
        <form
          className={classes.line}
          onSubmit={(event) => {
            event.preventDefault();
            set.mutate({ email: email.trim(), role: 'editor' });
          }}
        >
          <TextInput
            label="Email of somebody who has an account"
            type="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button type="submit" disabled={email.trim() === ''} loading={set.isPending}>
            Add as editor
          </Button>
        </form>
      )}
      {error && <Mend error={error} />}
      <WideTable name="Members">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Email</th>
              <th scope="col">Role</th>
              <th scope="col">
                <span className="unseen">Do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data?.items.map(({ user, name, email: mail, role }) => (
              <tr key={user}>
                <td>{name}</td>
                <td className="muted">{mail}</td>
                <td>
                  {owner ? (
                    <Select
                      aria-label={`Role of ${name}`}
                      allowDeselect={false}
                      data={choices}
                      value={role}
                      onChange={(next) => next && set.mutate({ email: mail, role: next as Role })}
                    />
                  ) : (
                    roleWords[role]
                  )}
                </td>
                <td className="number">
                  {owner && (
                    <ActionIcon aria-label={`Take ${name} out`} onClick={() => remove.mutate(user)}>
                      <Icon name="close" />
                    </ActionIcon>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </Card>
  );
}
