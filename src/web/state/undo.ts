/** What can be undone, newest last; an entry is taken out when it is undone. */
type Undo = () => Promise<void>;

const kept = 50;
const entries: Undo[] = [];

export const undoStack = {
  push(undo: Undo): Undo {
    entries.push(undo);
    if (entries.length > kept) entries.shift();
    return undo;
  },

  /** Undoes that entry, or the newest. */
  async undo(entry: Undo | undefined = entries.at(-1)): Promise<void> {
    if (!entry || !entries.includes(entry)) return;
    entries.splice(entries.indexOf(entry), 1);
    await entry();
  },
};
