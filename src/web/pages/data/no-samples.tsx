import { Button } from '@mantine/core';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';

/** A project without data. */
export function NoSamples({ onAdd }: { readonly onAdd: () => void }) {
  return (
    <EmptyState
      title="Drop recordings here"
      actions={
        <Button leftSection={<Icon name="add" />} onClick={onAdd}>
          Choose files
        </Button>
      }
    >
      WAV, CSV, JSON, CBOR, JPEG, PNG; a folder per label is understood. Ten seconds of each
      movement or sound are enough to see a first model.
    </EmptyState>
  );
}
