import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';

interface WordDialogProps {
  readonly title: string;
  readonly action: string;
  readonly onWord: (word: string) => void;
  readonly onClose: () => void;
}

/** Asks for one word, such as a new label. */
export function WordDialog({ title, action, onWord, onClose }: WordDialogProps) {
  const [word, setWord] = useState('');
  return (
    <Modal opened title={title} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onWord(word.trim());
          onClose();
        }}
      >
        <TextInput
          data-autofocus
          aria-label={title}
          maxLength={100}
          value={word}
          onChange={(event) => setWord(event.currentTarget.value)}
        />
        <Button type="submit" variant="filled" disabled={word.trim() === ''}>
          {action}
        </Button>
      </form>
    </Modal>
  );
}
