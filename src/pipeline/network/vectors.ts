import { z } from 'zod';
import { Failure } from '../../base/failure.ts';

/** One run with known answers: the numbers of each input and of each output. */
export interface VectorCase {
  readonly name: string;
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
}

const numbers = z.array(z.number());
const ends = z.union([numbers, z.array(numbers)]);
const vectorsFile = z.object({
  cases: z.array(z.object({ name: z.string().default(''), input: ends, output: ends })).min(1),
});

/**
 * Reads known answers of a network: JSON with `cases`, each with `name`, `input` and `output`: an
 * array of numbers, or where a network has several, an array of such arrays. Cases run in order on
 * one state.
 */
export function readVectors(file: string, text: string): VectorCase[] {
  const parsed = vectorsFile.safeParse(json(file, text));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const sentence = `${file}: ${path.join('.') || 'the file'} is not as it should be (${message}); give {"cases": [{"name", "input": [numbers], "output": [numbers]}]}.`;
    throw new Failure('bad-file', sentence);
  }
  return parsed.data.cases.map(({ name, input, output }, i) => ({
    name: name || `case ${i + 1}`,
    inputs: several(input),
    outputs: several(output),
  }));
}

function json(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure('bad-file', `${file} is no JSON: ${(error as Error).message}.`);
  }
}

function several(
  end: readonly number[] | readonly (readonly number[])[],
): readonly (readonly number[])[] {
  return typeof end[0] === 'number' || end.length === 0
    ? [end as readonly number[]]
    : (end as readonly (readonly number[])[]);
}
