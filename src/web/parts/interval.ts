/**
 * Wilson's score interval of a share at 95 %: where the true share lies, seen `right` of `n` (Wilson,
 * J. Am. Stat. Assoc. 22, 1927). For no trials it is everything.
 */
export function wilsonInterval(right: number, n: number): [low: number, high: number] {
  if (n === 0) return [0, 1];
  const z = 1.959_964;
  const share = right / n;
  const middle = share + (z * z) / (2 * n);
  const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}
