/** Ascending, by Shell's method with gaps of Knuth; the same exchanges as in C whatever is in x. */
export function sort(x: Float32Array): void {
  let gap = 1;
  while (gap < x.length / 3) gap = 3 * gap + 1;
  for (; gap > 0; gap = (gap - 1) / 3) {
    for (let i = gap; i < x.length; i++) {
      const value = x[i]!;
      let j = i;
      for (; j >= gap && x[j - gap]! > value; j -= gap) x[j] = x[j - gap]!;
      x[j] = value;
    }
  }
}
