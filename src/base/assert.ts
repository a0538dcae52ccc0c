/** States what must hold here. When it does not, the program is wrong, not its input. */
export function assert(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`This should never happen: ${what}`);
}
