import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Mend } from '../../parts/mend.tsx';
import { client } from '../../state/client.ts';
import { keepSession } from '../../state/queries.ts';
import { EntryForm } from './entry-form.tsx';

/** Who is it? */
export function SignInPage() {
  const { to } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { data: setup } = useQuery({ queryKey: ['setup'], queryFn: () => client.getSetup() });
  const signIn = useMutation({
    meta: { told: true },
    mutationFn: () => client.signIn({ body: { email, password } }),
    onSuccess(session) {
      keepSession(session);
      router.history.replace(to ?? '/');
    },
  });
  return (
    <EntryForm
      title="Sign in"
      action="Sign in"
      busy={signIn.isPending}
      error={signIn.error}
      onSubmit={() => signIn.mutate()}
    >
      {setup?.needed && (
        <Mend error="Nobody is here yet. Open the link that its terminal shows to make the owner." />
      )}
      <TextInput
        label="Email"
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </EntryForm>
  );
}
