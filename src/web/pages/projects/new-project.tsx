import { Button, Modal, Switch, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Mend } from '../../parts/mend.tsx';
import { queryClient } from '../../state/queries.ts';
import { makeProject } from './make-project.ts';
import type { Template } from './templates.ts';

interface NewProjectProps {
  readonly template: Template | 'blank';
  /** With recordings to try the way with, unless one says otherwise. */
  readonly simulated: boolean;
  readonly onClose: () => void;
}

/** Asks for a name and goes to the new project. */
export function NewProject({ template, simulated, onClose }: NewProjectProps) {
  const blank = template === 'blank';
  const [filled, setFilled] = useState(simulated);
  const [name, setName] = useState(blank ? '' : template.name);
  const [step, setStep] = useState<string | null>(null);
  const navigate = useNavigate();
  const make = useMutation({
    meta: { told: true },
    mutationFn: () =>
      makeProject(
        { name: name.trim(), template: blank ? null : template, simulated: filled },
        setStep,
      ),
    async onSuccess(project) {
      await queryClient.invalidateQueries({ queryKey: ['projects'] });
      await navigate({ to: '/p/$project/data', params: { project } });
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
        {!blank && (
          <Switch
            label="With simulated recordings to try it with"
            description={`${template.simulated.what[0]!.toUpperCase()}${template.simulated.what.slice(1)}.`}
            checked={filled}
            onChange={(event) => setFilled(event.currentTarget.checked)}
          />
        )}
        {step && make.isPending && (
          <p className="muted" role="status">
            {step}
          </p>
        )}
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
