import type { CompiledImpulse } from '../compile/compile.ts';
import { remark } from './library-texts.ts';
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
