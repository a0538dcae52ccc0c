/** Figures as people read them. */

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

export function bytes(size: number): string {
  return size < 1024 ? `${size} B` : `${(size / 1024).toFixed(1)} KB`;
}

/** 1234567 as 1,234,567; below ten with two digits after the point. */
export function count(value: number): string {
  if (!Number.isInteger(value) && Math.abs(value) < 10) return value.toFixed(2);
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

export function milliseconds(value: number): string {
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return value >= 100 ? `${Math.round(value)} ms` : `${value.toPrecision(3)} ms`;
}
