import type { CompiledImpulse, CompiledLibrary, CompiledPictures } from '../compile/compile.ts';
import { cmakeLists } from './c99-cmake.ts';
import { pictureMain, windowMain } from './c99-example.ts';
import { pictureUse, signalUse } from './c99-use.ts';
import { libraryFolder } from './library-folder.ts';
import { inMarkdown, requireVersion, saying } from './library-texts.ts';
import type { LibraryTexts, Target } from './target.ts';
import {
  requireExample,
  requirePictureExample,
  testFrameHeader,
  testWindowHeader,
} from './test-data.ts';

/**
 * A library in plain C99 for every other world: a folder that CMake takes as a subdirectory (STM32, Pico SDK,
 * Zephyr, Linux), ESP-IDF as a component, and an IDE as a folder of sources. By itself it builds an
 * example that runs one window of the test data and says whether it answers as the studio did.
 */
export const c99: Target = {
  id: 'c',
  title: 'C library (CMake, ESP-IDF, Pico SDK, any IDE)',
  about:
    'Plain C99 in a folder: for STM32, Nordic, ESP-IDF, Pico SDK, Zephyr or Linux, with an example.',
  pack(library, options) {
    requireExample(library, options);
    const { signal, framed, windowValues } = library;
    const axes = options.axes.map(({ name, unit }) => (unit ? `${name} (${unit})` : name));
    const hertz = Number(signal.sampleRateHz.toFixed(2));
    return folder(library, options, {
      main: windowMain(library, options),
      data: ['test_window.h', testWindowHeader(library, options)],
      input: `${signal.length} readings at ${hertz} Hz of ${axes.map(inMarkdown).join(', ')}`,
      memory: framed
        ? ` and ${framed.streamBytes} bytes of stream, which holds what a window's frames became`
        : ` and ${4 * windowValues} bytes of window`,
      use: signalUse(library),
    });
  },
  packPictures(library, options) {
    requirePictureExample(library, options);
    const { image } = library;
    return folder(library, options, {
      main: pictureMain(library, options),
      data: ['test_frame.h', testFrameHeader(library.name, options)],
      input:
        "a camera's frame of any size, in grey, RGB888, RGB565 or YUV 4:2:2, looked at as " +
        `${image.width} by ${image.height} pixels`,
      memory: "; the frame stays in the camera's memory",
      use: pictureUse(library),
    });
  },
};

interface Texts {
  readonly main: string;
  readonly data: readonly [file: string, text: string];
  /** What it looks at, and what RAM it takes beside the arena. */
  readonly input: string;
  readonly memory: string;
  /** Lines of C that call it. */
  readonly use: string;
}

function folder(
  library: CompiledImpulse | CompiledPictures,
  options: LibraryTexts,
  texts: Texts,
): ReadonlyMap<string, Uint8Array> {
  requireVersion(options.version);
  const name = `thimble_${library.name}`;
  return libraryFolder(name, library, options.license, [
    ['CMakeLists.txt', cmakeLists(name, library, options.version)],
    ['README.md', readme(name, library, options, texts)],
    ['example/main.c', texts.main],
    [`example/${texts.data[0]}`, texts.data[1]],
  ]);
}

function readme(
  name: string,
  library: CompiledLibrary,
  { facts }: LibraryTexts,
  { input, memory, use }: Texts,
): string {
  const { labels, constantBytes, arenaBytes } = library;
  return `# ${name}

${saying(library, labels.map(inMarkdown))}

| | |
|---|---|
| input | ${input} |
| constants in flash | ${constantBytes} bytes |
| working memory | ${arenaBytes} bytes of arena${memory} |

${facts.map((fact) => `- ${fact}\n`).join('')}
## Use

\`\`\`c
${use}\`\`\`

\`src/${name}.h\` states every size and every call. Nothing allocates, prints or keeps memory of its own.

## Build

- **CMake** (STM32CubeMX, Pico SDK, Zephyr, Linux): \`add_subdirectory(${name})\`, then
  \`target_link_libraries(your_program PRIVATE ${name})\`.
- **ESP-IDF**: put the folder into \`components/\` of your project, and \`REQUIRES ${name}\` into your own component.
- **STM32CubeIDE, Keil, IAR and others**: add the files of \`src\` to the project and \`src\` to its include paths${
    usesAssembly(library)
      ? '; the file that ends in .S is for the GNU assembler and its preprocessor, and `--kernels c` makes C of it'
      : ''
  }.
- **By itself**, on the machine that the sources are made for: \`cmake -B build && cmake --build build\` makes
  \`example\`, which runs one window of the test data and says \`match\` where every score has the very
  bits of the studio. On a board call \`thimble_example()\` of \`example/main.c\` from your own \`main\`.

Sizes and instructions of the report hold for \`-O2\`; other settings change the speed, never a bit.
${usesVectors(library) ? vectorText : ''}`;
}

/** Whether its kernels are those of 64-bit cores. */
function usesVectors({ files }: CompiledLibrary): boolean {
  return files.has('thimble_vector.h');
}

const vectorText = `The kernels are C that GCC and clang turn into vectors by themselves. GCC makes them for AVX2, too, which a PC
chooses when the program starts; for clang give \`-DCMAKE_C_FLAGS=-march=x86-64-v3\`.
`;

/** Whether some of its routines are assembly. */
function usesAssembly({ files }: CompiledLibrary): boolean {
  return [...files.keys()].some((file) => file.endsWith('.S'));
}
