import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompiledImpulse } from '../src/compile/compile.ts';
import { type Decoder, StreamDecoder } from '../src/graph/decoder.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { featuresOf } from './sound-impulse.ts';

/** What the studio answers to one window. */
export function answerTo({ features: graph, network }: Impulse, window: Float32Array) {
  const features = featuresOf(graph, window);
  const { shape } = network.values[network.inputs[0]!]!;
  const scores = evaluate(network, [tensor('f32', shape, features)])[0]!.data;
  return { features, scores: scores as Float32Array };
}

/**
 * What it answers, as `listened` has it, to windows of a stream `stride` readings apart, of each of which the
 * first `framed` are in a frame.
 */
export function answersAlong(
  of: Impulse,
  readings: Float32Array,
  framed: number,
  stride: number,
  decoder: Decoder,
): number[] {
  const { axes, length } = of.signal;
  const width = axes.length;
  const running = new StreamDecoder(decoder);
  const want: number[] = [];
  for (let at = 0; at + framed <= readings.length / width; at += stride) {
    const window = new Float32Array(length * width);
    window.set(readings.subarray(at * width, (at + framed) * width));
    const { scores } = answerTo(of, window);
    want.push(...scores, running.push(scores) ?? -1);
  }
  return want;
}

/**
 * What a library with a stream of frames and a decoder answers to readings that come in slices of each size
 * in turn: of each window the scores, and the label heard or -1.
 */
export function listened(
  compiled: CompiledImpulse,
  readings: Float32Array | Int16Array,
  slices: readonly number[],
): number[][] {
  const { files } = compiled;
  const input = new Uint8Array(readings.buffer);
  const folder = mkdtempSync(join(tmpdir(), 'thimble-listened-'));
  try {
    for (const [file, text] of files) writeFileSync(join(folder, file), text);
    writeFileSync(join(folder, 'main.c'), listenMain(compiled, Math.max(...slices)));
    const sources = [...files.keys()].filter((file) => file.endsWith('.c'));
    const strict = ['-Wall', '-Wextra', '-Wconversion', '-pedantic', '-Werror'];
    const hunting = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
    const build = [
      '-std=c99',
      '-O1',
      ...strict,
      ...hunting,
      '-o',
      'program',
      'main.c',
      ...sources,
      '-lm',
    ];
    execFileSync('gcc', build, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
    return slices.map((slice) => {
      const program = join(folder, 'program');
      const bytes = execFileSync(program, [String(slice)], { input, maxBuffer: 1e8 });
      return [...new Float32Array(new Uint8Array(bytes).buffer)];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function listenMain({ name, framed, labels }: CompiledImpulse, most: number): string {
  const { element, axes } = framed!;
  return `#include <stdio.h>
#include <stdlib.h>
#include "thimble_${name}.h"

int main(int words, char **word) {
    static thimble_${name}_arena arena;
    static thimble_${name}_stream stream;
    static thimble_${name}_decoder decoder;
    thimble_${name}_result result;
    ${element} slice[${most * axes}];
    const size_t size = words > 1 ? (size_t)atoi(word[1]) : 1;
    size_t count;
    thimble_${name}_stream_clear(&stream);
    thimble_${name}_decoder_clear(&decoder);
    if (thimble_${name}_stream_run(&stream, &arena, &result) != THIMBLE_ERR_NOT_READY) {
        return 1;
    }
    while ((count = fread(slice, ${axes} * sizeof slice[0], size, stdin)) > 0) {
        const int ready = thimble_${name}_stream_push(&stream, &arena, slice, (int32_t)count);
        if (ready == 1) {
            float heard = -1.0f;
            if (thimble_${name}_stream_run(&stream, &arena, &result) != 0) {
                return 2;
            }
            if (thimble_${name}_decoder_push(&decoder, &result) == 1) {
                heard = (float)decoder.label;
            }
            fwrite(result.score, sizeof(float), ${labels.length}, stdout);
            fwrite(&heard, sizeof heard, 1, stdout);
        }
    }
    return 0;
}
`;
}
