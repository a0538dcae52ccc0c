import type { CompiledImpulse, CompiledPictures } from '../compile/compile.ts';

/** Lines of C that feed a library reading after reading. */
export function signalUse({ name, framed, decoder }: CompiledImpulse): string {
  const own = `thimble_${name}`;
  const places = ['arena', 'stream', ...(decoder ? ['decoder'] : []), 'result'];
  const clear = [
    `${own}_stream_clear(&stream);`,
    ...(decoder ? [`${own}_decoder_clear(&decoder);`] : []),
  ];
  const push = framed
    ? `${own}_stream_push(&stream, &arena, samples, count)`
    : `${own}_stream_push(&stream, reading)`;
  const each = framed
    ? `/* for each slice of ${framed.element === 'float' ? 'readings' : '16-bit readings'}: */`
    : '/* for each reading of all axes: */';
  const heard = decoder ? ` &&\n    ${own}_decoder_push(&decoder, &result) == 1` : '';
  const label = decoder ? 'decoder.label' : 'result.label';
  return `#include "${own}.h"

${places.map((place) => `static ${own}_${place} ${place};\n`).join('')}
/* once: */
${clear.join('\n')}

${each}
if (${push} == 1 &&
    ${own}_stream_run(&stream, &arena, &result) == 0${heard}) {
    act_on(${own}_labels[${label}]);
}
`;
}

/** The same for a camera's frames. */
export function pictureUse({ name, centres }: CompiledPictures): string {
  const own = `thimble_${name}`;
  const found = centres
    ? `    for (int i = 0; i < (int)result.count; i++) {
        act_on(${own}_labels[result.centre[i].label], result.centre[i].x, result.centre[i].y);
    }
`
    : `    act_on(${own}_labels[result.label]);\n`;
  return `#include "${own}.h"

static ${own}_arena arena;
static ${own}_result result;

/* for each frame of the camera: */
const thimble_frame frame = {pixels, 176, 144, THIMBLE_FRAME_RGB565BE};
if (${own}_run(&frame, &arena, &result) == 0) {
${found}}
`;
}
