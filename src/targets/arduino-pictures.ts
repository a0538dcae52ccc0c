import type { CompiledPictures } from '../compile/compile.ts';
import { arduinoName, keywords, libraryFiles, properties } from './arduino-files.ts';
import { inMarkdown, remark, saying } from './library-texts.ts';
import type { PicturePackOptions } from './target.ts';
import { requirePictureExample, testFrameHeader } from './test-data.ts';

/** The Arduino library of an impulse that looks at a camera's frames. */
export function packArduinoPictures(
  library: CompiledPictures,
  options: PicturePackOptions,
): ReadonlyMap<string, Uint8Array> {
  const { image, name } = library;
  requirePictureExample(library, options);
  const paragraph =
    `From a camera's frame of any size by ${image.width} by ${image.height} pixels and an int8 ` +
    'network, in C99 without heap. Made by Thimble.';
  const header = arduinoName(name);
  return libraryFiles(library, options.license, [
    ['library.properties', properties(library, options, paragraph)],
    ['keywords.txt', keywords(name, wordsOf(library))],
    ['README.md', readme(library, options)],
    ['examples/static_frame/static_frame.ino', staticSketch(library, header, options)],
    ['examples/static_frame/test_frame.h', testFrameHeader(name, options)],
    [
      'examples/nano_33_ble_sense_camera/nano_33_ble_sense_camera.ino',
      cameraSketch(library, header),
    ],
  ]);
}

function wordsOf({ centres }: CompiledPictures) {
  if (!centres) return pictureWords;
  const { sizes, others } = pictureWords;
  return {
    ...pictureWords,
    sizes: [...sizes, 'ROWS', 'COLUMNS', 'SCORES', 'CENTRES'],
    others: [...others, 'thimble_centre'],
  };
}

const pictureWords = {
  types: ['arena', 'result'],
  calls: ['run', 'features', 'network'],
  sizes: ['WIDTH', 'HEIGHT', 'CHANNELS', 'FEATURES', 'LABELS', 'ARENA_BYTES'],
  others: [
    ...['THIMBLE_ERR_NULL', 'THIMBLE_ERR_FRAME', 'THIMBLE_FRAME_GREY', 'THIMBLE_FRAME_RGB888'],
    ...['THIMBLE_FRAME_RGB565LE', 'THIMBLE_FRAME_RGB565BE', 'THIMBLE_FRAME_YUYV'],
    'THIMBLE_FRAME_UYVY',
  ],
};

function readme(library: CompiledPictures, options: PicturePackOptions): string {
  const { name, image, labels, arenaBytes, constantBytes } = library;
  const header = arduinoName(name);
  const colour = image.colour === 'grey' ? 'grey' : 'colour';
  return `# ${header}

${saying(library, labels.map(inMarkdown))}

| | |
|---|---|
| input | a camera's frame of any size, in grey, RGB888, RGB565 or YUV 4:2:2 |
| what the network sees | ${image.width} by ${image.height} pixels in ${colour} (${image.fit}, ${image.anchor}, ${image.method}) |
| constants in flash | ${constantBytes} bytes |
| working memory | ${arenaBytes} bytes of arena; the frame stays in the camera's memory |

${options.facts.map((fact) => `- ${fact}\n`).join('')}
## Use

\`Sketch > Include Library > Add .ZIP Library\`, then \`File > Examples > ${header}\`:

- \`static_frame\`: a picture from the test data, and whether the board answers as the studio did
- \`nano_33_ble_sense_camera\`: continuous recognition with the OV7670 or OV7675 of the Tiny Machine
  Learning Kit (needs the library Arduino_OV767X)

\`\`\`cpp
#include <${header}.h>

static thimble_${name}_arena arena;
static thimble_${name}_result result;

// for each frame of the camera:
const thimble_frame frame = {pixels, 176, 144, THIMBLE_FRAME_RGB565BE};
if (thimble_${name}_run(&frame, &arena, &result) == 0) {
${library.centres ? eachCentre(name) : `  Serial.println(thimble_${name}_labels[result.label]);`}
}
\`\`\`

\`src/thimble_${name}.h\` states every size and every call.
`;
}

/** `for` each centre its label and place. */
function eachCentre(name: string): string {
  return `  for (int i = 0; i < result.count; i++) {
    const thimble_centre *centre = &result.centre[i];
    Serial.print(thimble_${name}_labels[centre->label]);
    Serial.print(" at ");
    Serial.print(centre->x);
    Serial.print(", ");
    Serial.println(centre->y);
  }`;
}

/** Parts of both sketches. */
function printing({ name, centres }: CompiledPictures): string {
  if (centres) {
    return `${eachCentre(name)}
  Serial.print(result.count);
  Serial.print(" found  (");
  Serial.print(took);
  Serial.println(" microseconds)");`;
  }
  return `  Serial.print(thimble_${name}_labels[result.label]);
  Serial.print("  ");
  Serial.print(result.score[result.label], 2);
  Serial.print("  (");
  Serial.print(took);
  Serial.println(" microseconds)");`;
}

function staticSketch(
  library: CompiledPictures,
  header: string,
  { example }: PicturePackOptions,
): string {
  const { name, centres } = library;
  const lower = `thimble_${name}`;
  return `// Runs the impulse on one picture of the test data, which a person labelled
//   ${remark(example.label)}
// and compares every score with what the studio computed. Needs no camera and any board.
//
// "match" means: all scores are equal to the last bit.

#include <${header}.h>

#include "test_frame.h"

static ${lower}_arena arena;
static ${lower}_result result;

void setup() {
  Serial.begin(115200);
}

void loop() {
  const thimble_frame frame = {(const uint8_t *)test_pixels, TEST_WIDTH, TEST_HEIGHT, TEST_FORMAT};
  const unsigned long started = micros();
  const int answer = ${lower}_run(&frame, &arena, &result);
  const unsigned long took = micros() - started;
  if (answer != 0) {
    Serial.print("The call failed with ");
    Serial.println(answer);
    delay(2000);
    return;
  }

  bool match = true;
  for (int i = 0; i < ${lower.toUpperCase()}_${centres ? 'SCORES' : 'LABELS'}; i++) {
    if (result.score[i] != expected_score[i]) {
      match = false;
    }
  }
${printing(library)}
  Serial.println(match ? "match" : "MISMATCH: the board does not compute what the studio computed");
  delay(2000);
}
`;
}

function cameraSketch(library: CompiledPictures, header: string): string {
  const { name } = library;
  const lower = `thimble_${name}`;
  return `// Continuous recognition on the Arduino Nano 33 BLE Sense with an OV7670 or OV7675 camera, as in the
// Tiny Machine Learning Kit. Needs the library Arduino_OV767X.

#include <Arduino_OV767X.h>

#include <${header}.h>

static uint8_t pixels[176 * 144 * 2];
static ${lower}_arena arena;
static ${lower}_result result;

void setup() {
  Serial.begin(115200);
  while (!Serial) {
  }
  if (!Camera.begin(QCIF, RGB565, 1, OV7675)) {
    Serial.println("No camera was found: see that it is plugged in, and which of the two it is.");
    while (true) {
    }
  }
}

void loop() {
  Camera.readFrame(pixels);
  const thimble_frame frame = {pixels, Camera.width(), Camera.height(), THIMBLE_FRAME_RGB565BE};
  const unsigned long started = micros();
  if (${lower}_run(&frame, &arena, &result) != 0) {
    return;
  }
  const unsigned long took = micros() - started;
${printing(library)}
}
`;
}
