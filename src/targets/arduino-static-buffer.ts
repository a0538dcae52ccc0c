import { printSource } from '../compile/c/print.ts';
import type { Declaration } from '../compile/c/tree.ts';
import type { CompiledImpulse } from '../compile/compile.ts';
import { toQ15 } from '../dsp/log-mel/log-mel.ts';
import { remark } from './arduino-sampling.ts';
import type { PackOptions } from './target.ts';

/** A sketch without any sensor: one known window, and whether the board answers as the studio did. */
export function staticBufferSketch(
  { name }: CompiledImpulse,
  header: string,
  { example }: PackOptions,
): string {
  const lower = `thimble_${name}`;
  const upper = lower.toUpperCase();
  return `// Runs the impulse on one window of the test data, which a person labelled
//   ${remark(example.label)}
// and compares every score with what the studio computed. Needs no sensor and any board.
//
// "match" means: all scores are equal to the last bit.

#include <${header}.h>

#include "test_window.h"

static ${lower}_arena arena;
static ${lower}_result result;

void setup() {
  Serial.begin(115200);
}

void loop() {
  const unsigned long started = micros();
  const int answer = ${lower}_run(test_window, &arena, &result);
  const unsigned long took = micros() - started;

  if (answer != 0) {
    Serial.print("The call failed with ");
    Serial.println(answer);
    delay(2000);
    return;
  }

  bool match = true;
  for (int i = 0; i < ${upper}_LABELS; i++) {
    if (result.score[i] != expected_score[i]) {
      match = false;
    }
    Serial.print(result.score[i], 4);
    Serial.print("  ");
    Serial.println(${lower}_labels[i]);
  }
  Serial.print("Best: ");
  Serial.print(${lower}_labels[result.label]);
  Serial.print(" in ");
  Serial.print(took);
  Serial.println(" microseconds");
  Serial.println(match ? "match" : "MISMATCH: the board does not compute what the studio computed");
  Serial.println();
  delay(2000);
}
`;
}

export function testWindowHeader(library: CompiledImpulse, { example }: PackOptions): string {
  const table = (name: string, values: Float32Array | Int16Array): Declaration => ({
    kind: 'table',
    element: { base: values instanceof Int16Array ? 'int16_t' : 'float', constant: true },
    name,
    values,
    local: true,
  });
  return printSource({
    banner: `One window of the test data of ${library.name}, and the scores that the studio gave it.`,
    guard: 'TEST_WINDOW_H',
    includes: library.sound ? [{ kind: 'include', file: 'stdint.h', system: true }] : [],
    declarations: [
      { kind: 'comment', text: 'Readings one after the other, all axes of each.' },
      table('test_window', library.sound ? toQ15(example.window, 32_768) : example.window),
      { kind: 'blank' },
      table('expected_score', example.scores),
    ],
  });
}
