import type { Program } from '../program.ts';
import type { MemoryPlan } from './memory-plan.ts';
import type { Storage } from './storage.ts';

/**
 * A plan as a picture: time goes to the right, one column for each step; the arena goes upwards, one
 * rectangle for each value (blue) or scratch (grey). Where rectangles cover each other in a column,
 * the output lies over its input.
 */
export function drawPlanSvg(program: Program, storage: Storage, plan: MemoryPlan): string {
  const frame = frameOf(program, plan);
  const blocks = storage.blocks.map((block, i) => ({ ...block, offset: plan.offsets[i]! }));
  const scratch = new Set(storage.scratch);
  // What lies long lies behind.
  const order = [...blocks.keys()].sort((a, b) => lengthOf(blocks[b]!) - lengthOf(blocks[a]!));
  const rectangles = order.map((i) => rectangle(frame, blocks[i]!, scratch.has(i)));
  const { width, height, left, top } = frame;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">
<title>${escaped(`The arena of ${plan.arenaBytes} bytes over ${program.steps.length} steps`)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${scale(frame, plan)}
${rectangles.join('\n')}
${program.steps.map(({ name }, i) => stepName(frame, name, i)).join('\n')}
<text x="${left}" y="${top - 10}" fill="#333">${plan.arenaBytes} bytes, lower bound ${plan.lowerBoundBytes}</text>
</svg>
`;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  /** Of one step. */
  readonly columnWidth: number;
  /** Of the whole arena. */
  readonly arenaHeight: number;
  readonly arenaBytes: number;
}

interface PlacedBlock {
  readonly name: string;
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

function frameOf({ steps }: Program, { arenaBytes }: MemoryPlan): Frame {
  const [left, top, arenaHeight, names] = [64, 32, 400, 130];
  const columnWidth = Math.min(64, Math.max(16, Math.floor(900 / Math.max(1, steps.length))));
  const width = left + columnWidth * steps.length + 16;
  const height = top + arenaHeight + names;
  return {
    width,
    height,
    left,
    top,
    columnWidth,
    arenaHeight,
    arenaBytes: Math.max(1, arenaBytes),
  };
}

function lengthOf({ from, to }: PlacedBlock): number {
  return to - from;
}

function rectangle(frame: Frame, block: PlacedBlock, isScratch: boolean): string {
  const { left, columnWidth } = frame;
  const [x, width] = [left + block.from * columnWidth, (lengthOf(block) + 1) * columnWidth];
  const [y, bottom] = [heightOf(frame, block.offset + block.bytes), heightOf(frame, block.offset)];
  const height = rounded(bottom - y);
  const fill = isScratch ? '#999' : '#4a7ab5';
  const title = `${block.name}: bytes ${block.offset} to ${block.offset + block.bytes - 1}`;
  const fits = height >= 13 && width >= 7 * block.name.length;
  const label = fits
    ? `<text x="${rounded(x + width / 2)}" y="${rounded(y + height / 2 + 4)}" text-anchor="middle">${escaped(block.name)}</text>`
    : '';
  return `<g><title>${escaped(title)}</title><rect x="${x}" y="${rounded(y)}" width="${width}" height="${height}" fill="${fill}" fill-opacity="0.45" stroke="${fill}"/>${label}</g>`;
}

/** Four marks of whole bytes along the arena. */
function scale(frame: Frame, { arenaBytes }: MemoryPlan): string {
  const { left, width } = frame;
  const marks = [0, 1, 2, 3, 4].map((quarter) => Math.round((arenaBytes * quarter) / 4));
  return marks
    .map((bytes) => {
      const y = rounded(heightOf(frame, bytes));
      return `<path d="M${left} ${y}H${width - 16}" stroke="#ddd"/><text x="${left - 6}" y="${y + 4}" text-anchor="end" fill="#666">${bytes}</text>`;
    })
    .join('\n');
}

function stepName(
  { left, top, columnWidth, arenaHeight }: Frame,
  name: string,
  at: number,
): string {
  const [x, y] = [left + (at + 0.5) * columnWidth + 4, top + arenaHeight + 8];
  return `<text transform="translate(${rounded(x)} ${y}) rotate(-90)" text-anchor="end" fill="#333">${escaped(name)}</text>`;
}

function heightOf({ top, arenaHeight, arenaBytes }: Frame, bytes: number): number {
  return top + arenaHeight * (1 - bytes / arenaBytes);
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);
}
