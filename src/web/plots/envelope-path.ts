/**
 * A signal's least and largest values in even stretches as one SVG path: a line where both are alike, an
 * up and down where they are not. `range` is what fills the height; higher values lie higher.
 */
export function envelopePath(
  least: readonly number[],
  largest: readonly number[],
  [low, high]: readonly [number, number],
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const span = high - low || 1;
  const y = (value: number) => (height - 1 - ((value - low) / span) * (height - 2)).toFixed(1);
  const step = width / Math.max(1, least.length - 1);
  const parts = least.map((value, i) => {
    const x = (i * step).toFixed(1);
    const [bottom, top] = [y(value), y(largest[i]!)];
    const to = i === 0 ? 'M' : 'L';
    if (bottom === top) return `${to}${x} ${top}`;
    // alternate, so that the line does not double back between stretches
    return i % 2 === 0 ? `${to}${x} ${bottom}L${x} ${top}` : `${to}${x} ${top}L${x} ${bottom}`;
  });
  return parts.join('');
}
