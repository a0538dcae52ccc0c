import type { CompiledImpulse } from '../compile/compile.ts';
import { samplingParts } from './arduino-sampling.ts';
import { remark } from './library-texts.ts';
import type { PackOptions } from './target.ts';

/** Continuous recognition of signals at analog pins, one pin for each axis. */
export function analogSketch(
  library: CompiledImpulse,
  header: string,
  { axes, example }: PackOptions,
): string {
  const { memory, recognise, loop } = samplingParts(library);
  const fast = library.signal.sampleRateHz > 2000;
  const lines = axes.map(({ name, unit }, i) => {
    const range = rangeOf(example.window, axes.length, i);
    const title = remark(`${name}${unit ? ` in ${unit}` : ''}`);
    return `  {A${i}, 1.0f, 0.0f},  // ${title}; in the test window from ${range}`;
  });
  return `// Continuous recognition of a signal at analog pins.
//
// The impulse was trained on values in units; a pin gives steps. Set the scale and the offset of each
// axis below, so that what comes out has the size of the recordings.
${
  fast
    ? `//
// ${library.signal.sampleRateHz} readings a second are more than analogRead manages on many boards. Where time runs
// away, read by direct memory access or from a digital sensor and call stream_push from there.
`
    : ''
}
#include <${header}.h>

${memory}

struct Axis {
  int pin;
  float scale;   // units for each step of the converter
  float offset;  // units at step 0
};

static const Axis axes[${axes.length}] = {
${lines.join('\n')}
};

// Reads every axis, in the units of the recordings.
void update_reading() {
  for (int i = 0; i < ${axes.length}; i++) {
    reading[i] = (float)analogRead(axes[i].pin) * axes[i].scale + axes[i].offset;
  }
}

${recognise}

void setup() {
  Serial.begin(115200);
  analogReadResolution(12);  // steps from 0 to 4095
  thimble_${library.name}_stream_clear(&stream);
  next_us = micros();
}

${loop}`;
}

function rangeOf(window: Float32Array, axes: number, axis: number): string {
  const values = window.filter((_, i) => i % axes === axis);
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return [low, high].map((value) => Number(value.toPrecision(3))).join(' to ');
}
