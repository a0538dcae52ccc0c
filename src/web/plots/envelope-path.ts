/**
 * A signal's least and largest values in even stretches as one SVG path: a band along the largest and back
 * along the least, which is a line where both are alike. `range` is what fills the height; higher values lie
 * higher.
 */
export function envelopePath(
  least: readonly number[],
  largest: readonly number[],
  [low, high]: readonly [number, number],
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const span = high - low || 1;
  const y = (value: number) => (height - 1 - ((value - low) / span) * (height - 2)).toFixed(1);
  const x = (i: number) => ((i * width) / Math.max(1, least.length - 1)).toFixed(1);
  const over = largest.map((value, i) => `${x(i)} ${y(value)}`);
  const under = least.map((value, i) => `${x(i)} ${y(value)}`).reverse();
  return `M${[...over, ...under].join('L')}Z`;
}
