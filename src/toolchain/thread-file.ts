/**
 * The file of a thread, given as it is in a checkout: `new URL('./thread.ts', import.meta.url)`. In an
 * installed package, where all was compiled, it is the JavaScript of the same name.
 */
export function threadFile(source: URL): URL {
  const compiled = import.meta.url.endsWith('.js');
  return compiled ? new URL(source.href.replace(/\.ts$/, '.js')) : source;
}
