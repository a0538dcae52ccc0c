import classes from './class-chip.module.css';

/** Shapes beside the colours: twelve colours alone cannot be told apart by everyone. */
export const classShapes = ['●', '■', '▲', '◆', '▼', '★', '✚', '⬟', '○', '□', '△', '◇'] as const;

/** Where a label stands among all: its colour and shape; beyond eleven all look like the twelfth. */
export function classIndex(labels: readonly string[], label: string): number {
  const at = labels.indexOf(label);
  return at < 0 ? 11 : Math.min(at, 11);
}

/** The token of a class's colour. */
export const classToken = (index: number): string => `--class-${index + 1}`;

interface ClassChipProps {
  /** All labels of the project, in their order. */
  readonly labels: readonly string[];
  /** null: not labelled. */
  readonly label: string | null;
  /** The mark alone; its name is told to those who cannot see it. */
  readonly markOnly?: boolean;
}

/** The only way to show a class: its mark and its name. */
export function ClassChip({ labels, label, markOnly = false }: ClassChipProps) {
  if (label === null) {
    return (
      <span className={classes.chip}>
        <span className={classes.none} aria-hidden="true" />
        <span className={markOnly ? 'unseen' : 'muted'}>not labelled</span>
      </span>
    );
  }
  const index = classIndex(labels, label);
  return (
    <span className={classes.chip}>
      <span
        className={classes.mark}
        style={{ color: `var(${classToken(index)})` }}
        aria-hidden="true"
      >
        {classShapes[index]}
      </span>
      <span className={markOnly ? 'unseen' : 'ellipsis'}>{label}</span>
    </span>
  );
}
