import type { CompiledImpulse } from '../compile/compile.ts';

/** The parts that all sketches with a sensor share: their memory, what they print, their clock. */
export function samplingParts({ name, framed }: CompiledImpulse): {
  readonly memory: string;
  readonly recognise: string;
  readonly loop: string;
} {
  const lower = `thimble_${name}`;
  const upper = lower.toUpperCase();
  return {
    memory: `static ${lower}_stream stream;
static ${lower}_arena arena;
static ${lower}_result result;
static float reading[${upper}_AXES];

// The impulse was trained at this rate, and time must run the same way here.
static const unsigned long interval_us =
    (unsigned long)(1000000.0f / ${upper}_SAMPLE_RATE_HZ + 0.5f);
static unsigned long next_us;`,
    recognise: `// Prints what the window that is ready shows.
void recognise() {
  const unsigned long started = micros();
  if (${lower}_stream_run(&stream, &arena, &result) != 0) {
    return;
  }
  const unsigned long took = micros() - started;
  Serial.print(${lower}_labels[result.label]);
  Serial.print("  ");
  Serial.print(result.score[result.label], 2);
  Serial.print("  (");
  Serial.print(took);
  Serial.println(" microseconds)");
}`,
    loop: `void loop() {
  update_reading();
  // While the impulse runs no reading is taken. What was missed is filled with the newest one, so
  // that a window still spans its time; a board that is late by a whole window begins anew.
  if ((long)(micros() - next_us) > (long)(interval_us * ${upper}_WINDOW_READINGS)) {
    Serial.println("Late by a whole window: this board is too slow for this stride.");
    ${lower}_stream_clear(&stream);
    next_us = micros();
  }
  while ((long)(micros() - next_us) >= 0) {
    next_us += interval_us;
    if (${lower}_stream_push(&stream, ${framed ? '&arena, reading, 1' : 'reading'}) == 1) {
      recognise();
      break;
    }
  }
}
`,
  };
}
