/** Two halfwords as one word, the first in its low half. */
export function halfwords(low: number, high: number): number {
  return (low & 0xffff) | (high << 16);
}
