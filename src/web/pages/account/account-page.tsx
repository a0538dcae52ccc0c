import { Button, PasswordInput, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '../../parts/card.tsx';
import { Mend } from '../../parts/mend.tsx';
import { Tag } from '../../parts/tag.tsx';
import { WideTable } from '../../parts/wide-table.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { client } from '../../state/client.ts';
import { queryClient, sessionQuery } from '../../state/queries.ts';
import { tell } from '../../state/tell.tsx';
import classes from './account-page.module.css';

/** One’s own account; and for administrators, everybody’s. */
export function AccountPage() {
  const { data: session } = useQuery(sessionQuery);
  if (!session) return null;
  const { user } = session;
  return (
    <main className={classes.page}>
      <PageHead title="Account" fact={`${user.name}, ${user.email}`} />
      <div className="stack">
        <Password />
        {user.administrator && <People self={user.id} />}
      </div>
    </main>
  );
}

function Password() {
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const change = useMutation({
    meta: { told: true },
    mutationFn: () => client.changePassword({ body: { old, new: fresh } }),
    onSuccess() {
      setOld('');
      setFresh('');
      tell.done('The password is changed; other browsers are signed out.');
    },
  });
  return (
    <Card title="Password">
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <PasswordInput
          label="Old"
          autoComplete="current-password"
          value={old}
          onChange={(event) => setOld(event.currentTarget.value)}
        />
        <PasswordInput
          label="New, 10 characters or more"
          autoComplete="new-password"
          value={fresh}
          onChange={(event) => setFresh(event.currentTarget.value)}
        />
        {change.error && <Mend error={change.error} />}
        <Button type="submit" disabled={!old || fresh.length < 10} loading={change.isPending}>
          Change
        </Button>
      </form>
    </Card>
  );
}

const usersKey = ['users'];

function People({ self }: { readonly self: string }) {
  const { data } = useQuery({
    queryKey: usersKey,
    queryFn: () => client.listUsers({ query: { limit: 500 } }),
  });
  const change = useMutation({
    mutationFn: ({
      user,
      ...body
    }: {
      user: string;
      disabled?: boolean;
      administrator?: boolean;
    }) => client.changeUser({ params: { user }, body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: usersKey }),
  });
  return (
    <Card title="People">
      <NewPerson />
      <WideTable name="Accounts">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Email</th>
              <th scope="col">May sign in</th>
              <th scope="col">Looks after the studio</th>
            </tr>
          </thead>
          <tbody>
            {data?.items.map(({ id, name, email, disabled, administrator }) => (
              <tr key={id}>
                <td>
                  {name} {id === self && <Tag>you</Tag>}
                </td>
                <td className="muted">{email}</td>
                <td>
                  <Switch
                    aria-label={`${name} may sign in`}
                    disabled={id === self}
                    checked={!disabled}
                    onChange={() => change.mutate({ user: id, disabled: !disabled })}
                  />
                </td>
                <td>
                  <Switch
                    aria-label={`${name} looks after the studio`}
                    disabled={id === self}
                    checked={administrator}
                    onChange={() => change.mutate({ user: id, administrator: !administrator })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </Card>
  );
}

function NewPerson() {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const add = useMutation({
    meta: { told: true },
    mutationFn: () => client.createUser({ body: { name, email, password } }),
    onSuccess() {
      setName('');
      setEmail('');
      setPassword('');
      return queryClient.invalidateQueries({ queryKey: usersKey });
    },
  });
  return (
    <form
      className={classes.line}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="Email"
        type="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextInput
        label="First password"
        autoComplete="off"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button
        type="submit"
        disabled={!name || !email || password.length < 10}
        loading={add.isPending}
      >
        Add a person
      </Button>
      {add.error && <Mend error={add.error} />}
    </form>
  );
}
