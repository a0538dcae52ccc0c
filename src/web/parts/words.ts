/** Numbers as people read them: a unit once, thousands apart, a true minus. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export function count(n: number): string {
  return whole.format(n).replace('-', '−');
}

/** `counted(1, 'window')` is "1 window", `counted(2, 'window')` "2 windows". */
export function counted(n: number, thing: string, things = `${thing}s`): string {
  return `${count(n)} ${n === 1 ? thing : things}`;
}

export function kilobytes(bytes: number): string {
  if (bytes < 1024 * 1000) return `${short(bytes / 1024)} KB`;
  return bytes < 1024 ** 2 * 1000
    ? `${short(bytes / 1024 ** 2)} MB`
    : `${short(bytes / 1024 ** 3)} GB`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A length of time from seconds: "0.8 s", "96.2 s", "26 min 50 s", "3 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 120) return `${short(seconds)} s`;
  const rounded = Math.round(seconds);
  const minutes = Math.floor(rounded / 60);
  if (minutes < 120) return `${minutes} min ${rounded % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function milliseconds(ms: number): string {
  if (ms < 1) return `${Math.round(1000 * ms)} µs`;
  return ms < 1000 ? `${short(ms)} ms` : `${short(ms / 1000)} s`;
}

export function microjoules(energy: number): string {
  return energy < 1000 ? `${short(energy)} µJ` : `${short(energy / 1000)} mJ`;
}

/** How long ago, in words, seen from `now`. Both in milliseconds since 1970. */
export function ago(at: number, now: number): string {
  const seconds = Math.max(0, (now - at) / 1000);
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  const days = Math.floor(seconds / 86_400);
  if (days === 1) return 'yesterday';
  if (days < 30) return `${days} days ago`;
  return new Date(at).toISOString().slice(0, 10);
}

function short(value: number): string {
  return value >= 100 ? count(value) : value.toFixed(1).replace(/\.0$/, '');
}
