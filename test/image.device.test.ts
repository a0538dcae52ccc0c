import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Random } from '../src/base/random.ts';
import {
  type Anchor,
  channelsOf,
  type Frame,
  fits,
  frameFormats,
  type ImageBlock,
  imageConfig,
  imageOf,
  methods,
} from '../src/dsp/image.ts';

const runtimeFolder = join(import.meta.dirname, '..', 'runtime', 'dsp');
const strict = ['-Wall', '-Wextra', '-Wconversion', '-pedantic', '-Werror'];
const builds = [
  ['gcc', '-std=c99', ...strict, '-O1', '-fsanitize=address,undefined'],
  ['g++', '-x', 'c++', '-std=c++17', ...strict, '-O3'],
];

for (const [compiler, ...flags] of builds) {
  test(`a frame becomes the same picture in C and in TypeScript (${compiler})`, {
    skip: isMissing(compiler!),
  }, () => {
    const cases = randomCases();
    const expected = cases.map(({ block, frame }) => imageOf(block, frame));
    const answers = run([compiler!, ...flags], cases);
    let at = 0;
    for (const [i, picture] of expected.entries()) {
      const got = answers.subarray(at, at + picture.length);
      assert.deepEqual(
        got,
        picture,
        JSON.stringify({ ...cases[i], frame: cases[i]!.frame.format }),
      );
      at += picture.length;
    }
    assert.equal(at, answers.length);
  });
}

interface Case {
  readonly block: ImageBlock;
  readonly frame: Frame;
}

/** Every format, fit and method, on sides of every sort, the longest among them. */
function randomCases(): Case[] {
  const random = new Random(11, 'frames');
  const sides = [1, 2, 3, 5, 7, 8, 16, 17, 31, 48, 96, 100, 127];
  const pick = <T>(items: readonly T[]): T => items[random.below(items.length)]!;
  const downs = ['top', 'middle', 'bottom'] as const;
  const alongs = ['left', 'centre', 'right'] as const;
  const cases = frameFormats.flatMap((format) =>
    fits.flatMap((fit) =>
      methods.flatMap((method) =>
        Array.from({ length: 6 }, (): Case => {
          const isPaired = format === 'yuyv' || format === 'uyvy';
          const width = isPaired ? 2 * pick(sides) : pick(sides);
          const colour = pick(['grey', 'rgb'] as const);
          const anchor: Anchor = `${pick(downs)}-${pick(alongs)}`;
          const block = { kind: 'image', version: 1, colour, fit, method, anchor } as const;
          return {
            block: { ...block, width: pick(sides), height: pick(sides) },
            frame: frameOf(format, width, pick(sides), random),
          };
        }),
      ),
    ),
  );
  const [first] = cases;
  const long = { ...first!.block, fit: 'squash', colour: 'grey', method: 'area' } as const;
  const white = { format: 'grey', width: 4096, height: 4096 } as const;
  const pixels = new Uint8Array(4096 * 4096).fill(255);
  const largest = { block: { ...long, width: 1, height: 1 }, frame: { ...white, pixels } };
  assert.deepEqual([...imageOf(largest.block, largest.frame)], [127]);
  const wide = {
    block: { ...long, width: 1024, height: 2 },
    frame: frameOf('grey', 4096, 3, random),
  };
  return [...cases, largest, wide];
}

function frameOf(format: Frame['format'], width: number, height: number, random: Random): Frame {
  const bytes = { grey: 1, rgb888: 3, rgb565le: 2, rgb565be: 2, yuyv: 2, uyvy: 2 }[format];
  const pixels = Uint8Array.from({ length: bytes * width * height }, () => random.below(256));
  return { format, width, height, pixels };
}

/** What a program that reads settings and frames from standard input writes for all of them. */
function run([compiler, ...flags]: readonly string[], cases: readonly Case[]): Int8Array {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-image-'));
  try {
    writeFileSync(join(folder, 'main.c'), program);
    const sources = ['main.c', join(runtimeFolder, 'thimble_image.c')];
    execFileSync(compiler!, [...flags, `-I${runtimeFolder}`, '-o', 'program', ...sources], {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const input = Buffer.concat(
      cases.flatMap(({ block, frame }) => [headOf(block, frame), frame.pixels]),
    );
    return new Int8Array(execFileSync(join(folder, 'program'), { input, maxBuffer: 1e8 }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function headOf(block: ImageBlock, { width, height, format, pixels }: Frame): Uint8Array {
  const config = imageConfig(block).map(({ int }) => int);
  const size = block.width * block.height * channelsOf(block.colour);
  const rest = [width, height, frameFormats.indexOf(format), pixels.length, size];
  return new Uint8Array(Int32Array.from([...config, ...rest]).buffer);
}

const program = `#include <stdio.h>
#include <stdlib.h>
#include "thimble_image.h"

int main(void) {
    int32_t head[12];
    while (fread(head, sizeof head, 1, stdin) == 1) {
        const thimble_image_config config = {head[0], head[1], head[2], head[3],
                                             head[4], head[5], head[6]};
        uint8_t *const pixels = (uint8_t *)malloc((size_t)head[10]);
        int8_t *const picture = (int8_t *)malloc((size_t)head[11]);
        const thimble_frame frame = {pixels, head[7], head[8], (thimble_frame_format)head[9]};
        if (pixels == NULL || picture == NULL || fread(pixels, 1, (size_t)head[10], stdin) != (size_t)head[10]) {
            return 1;
        }
        if (!thimble_frame_is_whole(&frame)) {
            return 2;
        }
        thimble_image_s8(&config, &frame, picture);
        fwrite(picture, 1, (size_t)head[11], stdout);
        free(pixels);
        free(picture);
    }
    return 0;
}
`;

function isMissing(tool: string): string | false {
  if (process.env.THIMBLE_REQUIRE_TOOLS === '1') return false;
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return `${tool} is not installed`;
  }
}
