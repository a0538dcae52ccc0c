import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { sentenceOf } from './sentence-of.ts';
import { undoStack } from './undo.ts';

/** Short words in the corner of the page, for eight seconds. */
export const tell = {
  done(sentence: string): void {
    notifications.show({ message: sentence });
  },

  error(error: unknown): void {
    notifications.show({ message: sentenceOf(error), color: 'red', autoClose: 15_000 });
  },

  /** Tells what was done and offers to undo it; so does Ctrl Z. */
  undoable(sentence: string, undo: () => Promise<unknown>): void {
    const id = notifications.show({
      message: (
        <span className="row">
          <span className="grow">{sentence}</span>
          <Button size="compact-sm" onClick={() => void undoStack.undo(entry)}>
            Undo
          </Button>
        </span>
      ),
    });
    const entry = undoStack.push(async () => {
      notifications.hide(id);
      await undo().catch(tell.error);
    });
  },
};
