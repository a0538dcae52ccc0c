import { assert } from '../../base/assert.ts';

/** The files of the runtime that generated files include, and what those include in turn. */
export function usedRuntime(
  generated: ReadonlyMap<string, string>,
  runtime: ReadonlyMap<string, string>,
): Map<string, string> {
  const used = new Map<string, string>();
  const waiting = [...generated.values()].flatMap(includesOf);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (generated.has(name) || used.has(name)) continue;
    assert(runtime.has(name), `the runtime has ${name}`);
    for (const file of [name, name.replace(/\.h$/, '.c')]) {
      const text = runtime.get(file);
      if (text === undefined) continue;
      used.set(file, text);
      waiting.push(...includesOf(text));
    }
  }
  return new Map([...used].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function includesOf(text: string): string[] {
  return Array.from(text.matchAll(/^#include "([^"]+)"/gm), ([, name]) => name!);
}
