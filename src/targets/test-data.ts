import { Failure } from '../base/failure.ts';
import { printSource } from '../compile/c/print.ts';
import type { Declaration } from '../compile/c/tree.ts';
import type { CompiledImpulse, CompiledPictures } from '../compile/compile.ts';
import { frameFormats } from '../dsp/image.ts';
import { toQ15 } from '../dsp/log-mel/log-mel.ts';
import type { PackOptions, PicturePackOptions } from './target.ts';

/** What of the test data goes with every library, as headers of C. */

/** A Failure says so where the example is not one of the library. */
export function requireExample(
  { windowValues, labels }: CompiledImpulse,
  { example, axes }: PackOptions,
): void {
  const fits = example.window.length === windowValues && windowValues % axes.length === 0;
  if (!fits || example.scores.length !== labels.length) {
    throw new Failure(
      'bad-option',
      `The example has ${example.window.length} values and ${example.scores.length} scores; ` +
        `the impulse takes ${windowValues} values and gives ${labels.length} scores.`,
    );
  }
}

/** The same for pictures. */
export function requirePictureExample(
  { scoreCount }: CompiledPictures,
  { example: { scores } }: PicturePackOptions,
): void {
  if (scores.length === scoreCount) return;
  const sentence = `The example has ${scores.length} scores; the impulse gives ${scoreCount}.`;
  throw new Failure('bad-option', sentence);
}

/** test_window.h: one window of the test data and the scores that the studio gave it. */
export function testWindowHeader(library: CompiledImpulse, { example }: PackOptions): string {
  const table = (name: string, values: Float32Array | Int16Array): Declaration => ({
    kind: 'table',
    element: { base: values instanceof Int16Array ? 'int16_t' : 'float', constant: true },
    name,
    values,
    local: true,
  });
  const isInt16 = library.framed?.element === 'int16_t';
  return printSource({
    banner: `One window of the test data of ${library.name}, and the scores that the studio gave it.`,
    guard: 'TEST_WINDOW_H',
    includes: isInt16 ? [{ kind: 'include', file: 'stdint.h', system: true }] : [],
    declarations: [
      { kind: 'comment', text: 'Readings one after the other, all axes of each.' },
      table('test_window', isInt16 ? toQ15(example.window, 32_768) : example.window),
      { kind: 'blank' },
      table('expected_score', example.scores),
    ],
  });
}

/** test_frame.h: one picture of the test data and the scores that the studio gave it. */
export function testFrameHeader(
  name: string,
  { example: { frame, scores } }: PicturePackOptions,
): string {
  const define = (what: string, text: string): Declaration => ({
    kind: 'define',
    name: what,
    value: { kind: 'name', name: text },
  });
  const format = frameFormats[frameFormats.indexOf(frame.format)]!.toUpperCase();
  // the bytes as they are, in a type that generated code has; a frame reads them as unsigned
  const pixels = new Int8Array(frame.pixels.buffer, frame.pixels.byteOffset, frame.pixels.length);
  return printSource({
    banner: `One picture of the test data of ${name}, and the scores that the studio gave it.`,
    guard: 'TEST_FRAME_H',
    includes: [],
    declarations: [
      define('TEST_WIDTH', String(frame.width)),
      define('TEST_HEIGHT', String(frame.height)),
      define('TEST_FORMAT', `THIMBLE_FRAME_${format}`),
      { kind: 'blank' },
      {
        kind: 'table',
        element: { base: 'int8_t', constant: true },
        name: 'test_pixels',
        values: pixels,
        local: true,
      },
      { kind: 'blank' },
      {
        kind: 'table',
        element: { base: 'float', constant: true },
        name: 'expected_score',
        values: scores,
        local: true,
      },
    ],
  });
}
