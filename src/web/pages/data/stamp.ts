/** A moment for a file's name: sorts by time, and is allowed everywhere. */
export function stamp(): string {
  return new Date().toISOString().replace(/[-:]/g, '').replace('.', '-').slice(0, 19);
}
