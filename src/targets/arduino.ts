import type { CompiledImpulse } from '../compile/compile.ts';
import { isSound } from '../dsp/sound.ts';
import { analogSketch } from './arduino-analog.ts';
import { arduinoName, keywords, libraryFiles, properties } from './arduino-files.ts';
import { nano33Sketch, niclaSketch } from './arduino-imu.ts';
import { fitsMicrophone, microphoneSketch } from './arduino-microphone.ts';
import { packArduinoPictures } from './arduino-pictures.ts';
import { staticBufferSketch } from './arduino-static-buffer.ts';
import { inertialAxes } from './inertial-axes.ts';
import { inMarkdown } from './library-texts.ts';
import type { PackOptions, Target } from './target.ts';
import { requireExample, testWindowHeader } from './test-data.ts';

/**
 * A library for the Arduino IDE and arduino-cli, by revision 2.2 of the library specification:
 * `Sketch > Include Library > Add .ZIP Library`. Runs on every core whose compiler knows C99.
 */
export const arduino: Target = {
  id: 'arduino',
  title: 'Arduino library',
  about: 'A .zip for the Arduino IDE and arduino-cli, with sketches for the board’s sensors.',
  packPictures: packArduinoPictures,
  pack(library, options) {
    requireExample(library, options);
    return libraryFiles(library, options.license, [
      [
        'library.properties',
        properties(
          library,
          options,
          `From ${library.signal.length} readings of ${library.signal.axes.length} axes at ` +
            `${rate(library)} Hz by ${library.featureCount} features and an int8 network, in C99 ` +
            'without heap. Made by Thimble.',
        ),
      ],
      ['keywords.txt', keywords(library.name, signalWords(library))],
      ['README.md', readme(library, options)],
      ...examples(library, options),
    ]);
  },
};

function signalWords({ framed, decoder }: CompiledImpulse) {
  return {
    types: ['arena', 'result', 'stream', ...(decoder ? ['decoder'] : [])],
    calls: [
      ...['run', 'features', 'network', 'stream_clear', 'stream_push', 'stream_run'],
      ...(decoder ? ['decoder_clear', 'decoder_push'] : []),
    ],
    sizes: [
      ...['AXES', 'WINDOW_READINGS', 'WINDOW_VALUES', ...(framed ? ['HOP_READINGS'] : [])],
      ...['STRIDE_READINGS', 'SAMPLE_RATE_HZ', 'FEATURES', 'LABELS', 'ARENA_BYTES'],
    ],
    others: ['THIMBLE_ERR_NULL', 'THIMBLE_ERR_NOT_READY'],
  };
}

function examples(library: CompiledImpulse, options: PackOptions): [string, string][] {
  const header = arduinoName(library.name);
  const sketch = (name: string, text: string): [string, string] => [
    `examples/${name}/${name}.ino`,
    text,
  ];
  const files: [string, string][] = [
    sketch('static_buffer', staticBufferSketch(library, header, options)),
    ['examples/static_buffer/test_window.h', testWindowHeader(library, options)],
  ];
  const inertial = inertialAxes(options.axes, options.example.window);
  if (inertial) {
    files.push(sketch('nano_33_ble_sense_imu', nano33Sketch(library, header, inertial)));
    // The Nicla's magnetometer is scaled by its firmware in a way that is not documented.
    if (inertial.every(({ sensor }) => sensor !== 'magnetometer')) {
      files.push(sketch('nicla_sense_me_imu', niclaSketch(library, header, inertial)));
    }
  } else if (isSound(library.signal.axes, library.signal.sampleRateHz) && library.framed) {
    if (fitsMicrophone(library)) {
      files.push(sketch('nano_33_ble_sense_microphone', microphoneSketch(library, header)));
    }
  } else if (options.axes.length <= 6) {
    files.push(sketch('analog_input', analogSketch(library, header, options)));
  }
  return files;
}

function readme(library: CompiledImpulse, options: PackOptions): string {
  const { name, signal, labels, arenaBytes, constantBytes, windowValues, framed } = library;
  const header = arduinoName(name);
  const axes = options.axes.map((axis) => (axis.unit ? `${axis.name} (${axis.unit})` : axis.name));
  const names = examples(library, options)
    .map(([path]) => path.split('/')[1]!)
    .filter((one, i, all) => all.indexOf(one) === i);
  return `# ${header}

Tells ${labels.length} classes apart: ${labels.map(inMarkdown).join(', ')}.

| | |
|---|---|
| input | ${signal.length} readings at ${rate(library)} Hz of ${axes.map(inMarkdown).join(', ')} |
| constants in flash | ${constantBytes} bytes |
| working memory | ${arenaBytes} bytes of arena and ${framed ? `a stream of ${framed.streamBytes} bytes, which holds what a window’s frames became instead of its readings` : `${4 * windowValues} bytes of window`} |

${options.facts.map((fact) => `- ${fact}\n`).join('')}
## Use

\`Sketch > Include Library > Add .ZIP Library\`, then \`File > Examples > ${header}\`:

${names.map((one) => `- \`${one}\`: ${exampleTitles[one]}\n`).join('')}
\`\`\`cpp
#include <${header}.h>

static thimble_${name}_arena arena;
static thimble_${name}_stream stream;
static thimble_${name}_result result;

${framed ? framedUse(library, framed.element) : readingUse(library)}\`\`\`

\`src/thimble_${name}.h\` states every size and every call.
`;
}

function readingUse(library: CompiledImpulse): string {
  const own = `thimble_${library.name}`;
  return `// for each reading of all axes, ${rate(library)} times a second:
if (${own}_stream_push(&stream, reading) == 1 &&
    ${own}_stream_run(&stream, &arena, &result) == 0) {
  Serial.println(${own}_labels[result.label]);
}
`;
}

function framedUse(
  { name, signal, decoder }: CompiledImpulse,
  element: 'int16_t' | 'float',
): string {
  const own = `thimble_${name}`;
  const heard = decoder
    ? `${own}_decoder_push(&decoder, &result) == 1) {
  Serial.println(${own}_labels[decoder.label]);`
    : `true) {
  Serial.println(${own}_labels[result.label]);`;
  return `${decoder ? `static ${own}_decoder decoder;\n` : ''}
// once:
${own}_stream_clear(&stream);
${decoder ? `${own}_decoder_clear(&decoder);\n` : ''}
// for each slice of ${element === 'float' ? 'readings (float)' : '16-bit readings'} at ${signal.sampleRateHz} Hz:
if (${own}_stream_push(&stream, &arena, samples, count) == 1 &&
    ${own}_stream_run(&stream, &arena, &result) == 0 &&
    ${heard}
}
`;
}

const exampleTitles: { readonly [name: string]: string } = {
  static_buffer: 'one window from the test data, and whether the board answers as the studio did',
  nano_33_ble_sense_imu: 'continuous recognition on the Nano 33 BLE Sense, Rev1 and Rev2',
  nicla_sense_me_imu: 'continuous recognition on the Nicla Sense ME',
  nano_33_ble_sense_microphone:
    'continuous recognition with the microphone of the Nano 33 BLE Sense, Rev1 and Rev2',
  analog_input: 'continuous recognition of what is wired to analog pins',
};

function rate({ signal }: CompiledImpulse): string {
  return String(Number(signal.sampleRateHz.toFixed(2)));
}
