import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Mend } from '../../parts/mend.tsx';
import { client } from '../../state/client.ts';
import { queryClient } from '../../state/queries.ts';
import type { Template } from './templates.ts';

interface NewProjectProps {
  readonly template: Template | 'blank';
  readonly onClose: () => void;
}

/** Asks for a name and goes to the new project. */
export function NewProject({ template, onClose }: NewProjectProps) {
  const blank = template === 'blank';
  const [name, setName] = useState(blank ? '' : template.name);
  const navigate = useNavigate();
  const make = useMutation({
    meta: { told: true },
    async mutationFn() {
      const description = blank ? '' : template.advice;
      const project = await client.createProject({ body: { name: name.trim(), description } });
      if (!blank && Object.keys(template.settings).length > 0) {
        const body = { name: 'Impulse', settings: template.settings };
        await client.createImpulse({ params: { project: project.id }, body });
      }
      return project;
    },
    async onSuccess(project) {
      await queryClient.invalidateQueries({ queryKey: ['projects'] });
      await navigate({ to: '/p/$project/data', params: { project: project.id } });
    },
  });
  return (
    <Modal opened onClose={onClose} title={blank ? 'New project' : `New project: ${template.name}`}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        {!blank && <p className="muted">{template.advice}</p>}
        <TextInput
          label="Name"
          data-autofocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {make.error && <Mend error={make.error} />}
        <Button
          type="submit"
          variant="filled"
          loading={make.isPending}
          disabled={name.trim() === ''}
        >
          Make it
        </Button>
      </form>
    </Modal>
  );
}
