import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../state/client.ts';
import { keepSession } from '../../state/queries.ts';
import { EntryForm } from './entry-form.tsx';

/** Makes the first owner; the address carries the token that was printed where the server was started. */
export function SetupPage() {
  const router = useRouter();
  const [token] = useState(() => location.hash.slice(1));
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const setUp = useMutation({
    meta: { told: true },
    mutationFn: () => client.setUp({ body: { token, name, email, password } }),
    onSuccess(session) {
      keepSession(session);
      router.history.replace('/');
    },
  });
  return (
    <EntryForm
      title="Welcome"
      lead="You are the first here: make the owner of this studio. Others can be asked in later."
      action="Begin"
      busy={setUp.isPending}
      error={setUp.error}
      onSubmit={() => setUp.mutate()}
    >
      <TextInput
        label="Your name"
        autoComplete="name"
        required
        withAsterisk={false}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="Email"
        description="Only the name to sign in with; nothing is ever sent there."
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        description="10 characters or more."
        autoComplete="new-password"
        minLength={10}
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </EntryForm>
  );
}
