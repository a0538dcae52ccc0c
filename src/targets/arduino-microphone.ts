import type { CompiledImpulse } from '../compile/compile.ts';

/** The microphones of Arduino boards with PDM give 16,000 readings a second and hardly less. */
const MICROPHONE_HZ = 16_000;

/** Whether the Nano 33 BLE Sense can give the impulse its readings: at its rate or at half of it. */
export function fitsMicrophone({ signal }: CompiledImpulse): boolean {
  const { sampleRateHz } = signal;
  return [MICROPHONE_HZ, MICROPHONE_HZ / 2].includes(sampleRateHz);
}

/** Continuous recognition with the microphone of the Nano 33 BLE Sense, both revisions. */
export function microphoneSketch(library: CompiledImpulse, header: string): string {
  const { name, signal, decoder, framed } = library;
  const isFloat = framed?.element === 'float';
  const lower = `thimble_${name}`;
  const upper = lower.toUpperCase();
  const halved = signal.sampleRateHz < MICROPHONE_HZ;
  return `// Continuous recognition with the microphone of the Arduino Nano 33 BLE Sense (Rev1 and Rev2).
//
// The microphone hands over readings in an interrupt, which puts them in a ring; loop() takes them
// out, hop by hop. Frames are computed as they come, so that a window costs hardly more than the
// network. The ring holds a quarter of a second: so long may the network take.

#include <PDM.h>
#include <${header}.h>

static ${lower}_stream stream;
static ${lower}_arena arena;
static ${lower}_result result;
${decoder ? `static ${lower}_decoder decoder;\n` : ''}
// Written by the interrupt alone: ring and written. A power of two, so that the count may wrap.
static const uint32_t ring_size = 4096;
static int16_t ring[ring_size];
static volatile uint32_t written = 0;
static uint32_t taken = 0;

void on_sound() {
  int16_t fresh[256];
  int left = PDM.available();
  while (left > 0) {
    const int bytes = left < (int)sizeof fresh ? left : (int)sizeof fresh;
    const int got = PDM.read(fresh, bytes);
    if (got <= 0) {
      return;
    }
    for (int i = 0; i < got / 2; i++) {
      ring[(written + i) % ring_size] = fresh[i];
    }
    written += got / 2;
    left -= got;
  }
}

${
  halved
    ? `// The impulse was trained at half the microphone's rate: every second reading is left out, behind a
// filter (-1, 0, 9, 16, 9, 0, -1) / 32 that takes away most of what would fold back.
static const uint32_t step = 2;
static int16_t reading_at(uint32_t at) {
  const int32_t near = ring[(at + 2) % ring_size] + ring[(at + 4) % ring_size];
  const int32_t far = ring[at % ring_size] + ring[(at + 6) % ring_size];
  const int32_t value = (16 * ring[(at + 3) % ring_size] + 9 * near - far + 16) / 32;
  return (int16_t)(value > 32767 ? 32767 : value < -32768 ? -32768 : value);
}
static const uint32_t reach = 6;
`
    : `static const uint32_t step = 1;
static const uint32_t reach = 0;
static int16_t reading_at(uint32_t at) {
  return ring[at % ring_size];
}
`
}
void recognise() {
  const unsigned long started = micros();
  if (${lower}_stream_run(&stream, &arena, &result) != 0) {
    return;
  }
  const unsigned long took = micros() - started;
${
  decoder
    ? `  if (${lower}_decoder_push(&decoder, &result) != 1) {
    return;
  }
  Serial.print(${lower}_labels[decoder.label]);`
    : `  Serial.print(${lower}_labels[result.label]);
  Serial.print("  ");
  Serial.print(result.score[result.label], 2);`
}
  Serial.print("  (");
  Serial.print(took);
  Serial.println(" microseconds)");
}

void setup() {
  Serial.begin(115200);
  ${lower}_stream_clear(&stream);
${decoder ? `  ${lower}_decoder_clear(&decoder);\n` : ''}  PDM.onReceive(on_sound);
  PDM.setBufferSize(512);
  if (!PDM.begin(1, ${MICROPHONE_HZ})) {
    while (true) {
      Serial.println("The microphone does not start: this sketch is for the Nano 33 BLE Sense.");
      delay(2000);
    }
  }
}

void loop() {
  static ${isFloat ? 'float' : 'int16_t'} hop[${upper}_HOP_READINGS];
  const uint32_t waiting = written - taken;
  if (waiting > ring_size) {
    Serial.println("Late by more than the ring holds: this board is too slow for this stride.");
    ${lower}_stream_clear(&stream);
    taken = written;
    return;
  }
  if (waiting < step * ${upper}_HOP_READINGS + reach) {
    return;
  }
  for (int i = 0; i < ${upper}_HOP_READINGS; i++) {
    hop[i] = reading_at(taken + step * i)${isFloat ? ' / 32768.0f' : ''};
  }
  taken += step * ${upper}_HOP_READINGS;
  if (${lower}_stream_push(&stream, &arena, hop, ${upper}_HOP_READINGS) == 1) {
    recognise();
  }
}
`;
}
