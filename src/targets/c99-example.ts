import type { CompiledImpulse, CompiledPictures } from '../compile/compile.ts';
import { remark } from './library-texts.ts';
import type { PackOptions, PicturePackOptions } from './target.ts';

/** example/main.c of a library that looks at windows of a signal. */
export function windowMain({ name }: CompiledImpulse, { example }: PackOptions): string {
  return mainSource({
    name,
    header: 'test_window.h',
    example: `one window of the test data, which a person labelled ${remark(example.label)}`,
    setUp: '',
    input: 'test_window',
    scores: 'LABELS',
    answer: `    printf("Best: %s\\n", thimble_${name}_labels[result.label]);\n`,
  });
}

/** The same of one that looks at a camera's frames. */
export function pictureMain(
  { name, centres }: CompiledPictures,
  { example }: PicturePackOptions,
): string {
  const each = `    for (int i = 0; i < (int)result.count; i++) {
        const thimble_centre *centre = &result.centre[i];
        printf("%s at %d, %d\\n", thimble_${name}_labels[centre->label], (int)centre->x,
               (int)centre->y);
    }
`;
  return mainSource({
    name,
    header: 'test_frame.h',
    example: `one picture of the test data, which a person labelled ${remark(example.label)}`,
    setUp: `    const thimble_frame frame = {(const uint8_t *)test_pixels, TEST_WIDTH, TEST_HEIGHT,
                                 TEST_FORMAT};
`,
    input: '&frame',
    scores: centres ? 'SCORES' : 'LABELS',
    answer: centres ? each : `    printf("Best: %s\\n", thimble_${name}_labels[result.label]);\n`,
  });
}

interface Example {
  readonly name: string;
  readonly header: string;
  readonly example: string;
  readonly setUp: string;
  readonly input: string;
  /** Which size of the header counts the scores. */
  readonly scores: 'LABELS' | 'SCORES';
  readonly answer: string;
}

function mainSource({ name, header, example, setUp, input, scores, answer }: Example): string {
  const lower = `thimble_${name}`;
  const upper = lower.toUpperCase();
  const line =
    scores === 'LABELS'
      ? `        printf("%-20s %.4f\\n", ${lower}_labels[i], (double)result.score[i]);\n`
      : '';
  return `// Runs the library on
//   ${example}
// and compares every score with what the studio computed: "match" means that all are equal to the last bit.

#include <stdio.h>

#include "${lower}.h"
#include "${header}"

static ${lower}_arena arena;
static ${lower}_result result;

// 0 where the library answers as the studio did. On a board call this from your own main.
int thimble_example(void)
{
    int match = 1;
${setUp}    if (${lower}_run(${input}, &arena, &result) != 0) {
        printf("The call failed.\\n");
        return 2;
    }
    for (int i = 0; i < ${upper}_${scores}; i++) {
${line}        match = match && result.score[i] == expected_score[i];
    }
${answer}    printf(match ? "match\\n" : "MISMATCH: this does not compute what the studio computed\\n");
    return match ? 0 : 1;
}

#ifndef THIMBLE_NO_MAIN
int main(void)
{
    return thimble_example();
}
#endif
`;
}
