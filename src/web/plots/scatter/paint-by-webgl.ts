import { type Mark, markSide, opacities, type Painter, type Scatter, shows } from './look.ts';
import { markStrip } from './mark-strip.ts';

/**
 * Points by WebGL 2: one sprite each, cut out of a strip of marks. A library that does this makes code
 * of text, which the policy of security forbids, or is larger than the whole page.
 */
const vertexProgram = `#version 300 es
in vec2 place;
in float mark;
in float shown;
uniform float side;
uniform float pass;
uniform float opacities[4];
uniform vec3 colours[16];
flat out float cell;
flat out vec4 colour;
void main() {
  bool seen = pass == 1.0 ? shown == 3.0 : shown == 1.0 || shown == 2.0;
  gl_Position = seen ? vec4(2.0 * place.x - 1.0, 1.0 - 2.0 * place.y, 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
  gl_PointSize = side;
  cell = mark;
  colour = vec4(colours[int(mark)], 1.0) * opacities[int(shown)];
}`;

const fragmentProgram = `#version 300 es
precision mediump float;
uniform sampler2D strip;
uniform float cells;
flat in float cell;
flat in vec4 colour;
out vec4 pixel;
void main() {
  pixel = colour * texture(strip, vec2((cell + gl_PointCoord.x) / cells, gl_PointCoord.y)).a;
}`;

/** The uniform of colours has room for so many. */
const marksMost = 16;

/** null where the browser has no WebGL 2. */
export function paintByWebgl(canvas: HTMLCanvasElement, lost: () => void): Painter | null {
  const gl = canvas.getContext('webgl2', { antialias: false, depth: false });
  const program = gl && programOf(gl);
  if (!gl || !program) return null;
  canvas.addEventListener('webglcontextlost', lost);
  const fill = buffersOf(gl, program);
  gl.useProgram(program);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  const uniform = (name: string) => gl.getUniformLocation(program, name);
  return {
    paint(scatter: Scatter, marks: readonly Mark[]) {
      const side = Math.round(markSide(scatter.places.length) * devicePixelRatio);
      fill(scatter);
      keepStrip(
        gl,
        markStrip(marks, side, () => 'white'),
      );
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.uniform1f(uniform('side'), side);
      gl.uniform1f(uniform('cells'), marks.length);
      gl.uniform1fv(uniform('opacities'), opacities);
      gl.uniform3fv(uniform('colours'), coloursOf(marks.slice(0, marksMost)));
      gl.clear(gl.COLOR_BUFFER_BIT);
      for (const pass of [0, 1]) {
        if (pass === 1 && !scatter.shown.includes(shows.chosen)) break;
        gl.uniform1f(uniform('pass'), pass);
        gl.drawArrays(gl.POINTS, 0, scatter.places.length);
      }
    },
    stop() {
      canvas.removeEventListener('webglcontextlost', lost);
      gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}

function programOf(gl: WebGL2RenderingContext): WebGLProgram | null {
  const program = gl.createProgram();
  for (const [kind, text] of [
    [gl.VERTEX_SHADER, vertexProgram],
    [gl.FRAGMENT_SHADER, fragmentProgram],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader) return null;
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : null;
}

/** A function that brings points to the graphics processor; what has not changed stays there. */
function buffersOf(gl: WebGL2RenderingContext, program: WebGLProgram) {
  const bufferOf = (name: string, width: number, kind: number) => {
    const buffer = gl.createBuffer();
    const at = gl.getAttribLocation(program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, width, kind, false, 0, 0);
    return (values: Float32Array<ArrayBuffer> | Uint8Array) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, new Uint8Array(values.buffer as ArrayBuffer), gl.DYNAMIC_DRAW);
    };
  };
  const keepPlaces = bufferOf('place', 2, gl.FLOAT);
  const keepMarks = bufferOf('mark', 1, gl.UNSIGNED_BYTE);
  const keepShown = bufferOf('shown', 1, gl.UNSIGNED_BYTE);
  let kept: Partial<Scatter> = {};
  return (scatter: Scatter) => {
    const { places, marks, shown } = scatter;
    if (kept.places !== places) keepPlaces(Float32Array.from(places.flatMap(({ x, y }) => [x, y])));
    if (kept.marks !== marks) keepMarks(marks);
    if (kept.shown !== shown) keepShown(shown);
    kept = scatter;
  };
}

function keepStrip(gl: WebGL2RenderingContext, strip: HTMLCanvasElement): void {
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, strip);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
    gl.texParameteri(gl.TEXTURE_2D, name, gl.LINEAR);
  }
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) {
    gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  }
}

/** Three numbers of 0 to 1 a mark, of "rgb(65, 75, 199)". */
function coloursOf(marks: readonly Mark[]): number[] {
  return marks.flatMap(({ colour }) =>
    (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => Number(part) / 255),
  );
}
