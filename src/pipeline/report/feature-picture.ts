import { encode } from 'fast-png';
import { escapeHtml } from './plots.ts';

/** Features of many windows, with what each window is. */
export interface FeatureTable {
  /** [windows, …shape], packed */
  readonly rows: Float32Array;
  /** [windows] index into the labels. */
  readonly classes: readonly number[];
  readonly labels: readonly string[];
  /** [n], or [frames, bands] where features are a picture over time. */
  readonly shape: readonly number[];
  readonly featureNames: readonly string[];
}

const cell = { width: 220, height: 160, gap: 26 };

/**
 * One SVG that stands alone. Features over time are shown as spectrograms: the first window of each
 * label, low bands below; others as one line of colours for each label, the mean of its windows.
 */
export function featurePicture(table: FeatureTable): string {
  return table.shape.length === 2 ? spectrograms(table) : heatMap(table);
}

function spectrograms({ rows, classes, labels, shape }: FeatureTable): string {
  const [frames, bands] = shape as readonly [number, number];
  const size = frames * bands;
  const [low, high] = rangeOf(rows);
  const columns = Math.min(4, labels.length);
  const pictures = labels.flatMap((label, i) => {
    const window = classes.indexOf(i);
    if (window < 0) return [];
    const x = cell.gap + (i % columns) * (cell.width + cell.gap);
    const y = cell.gap + Math.floor(i / columns) * (cell.height + 2 * cell.gap);
    const own = rows.subarray(window * size, (window + 1) * size);
    const shown = imageOf(frames, bands, (column, row) => {
      const value = own[column * bands + (bands - 1 - row)]!;
      return (value - low) / (high - low);
    });
    return [
      `<text x="${x}" y="${y - 7}">${escapeHtml(label)}</text>`,
      `<image x="${x}" y="${y}" width="${cell.width}" height="${cell.height}" preserveAspectRatio="none" style="image-rendering:pixelated" href="${shown}"/>`,
    ];
  });
  const lines = Math.ceil(labels.length / columns);
  const width = cell.gap + columns * (cell.width + cell.gap);
  const height = cell.gap + lines * (cell.height + 2 * cell.gap);
  const legend = `Dark: ${low.toPrecision(3)}, bright: ${high.toPrecision(3)}. Time goes to the right, ${frames} frames; ${bands} bands go up.`;
  return page(width, height, [
    ...pictures,
    `<text x="${cell.gap}" y="${height - 6}">${legend}</text>`,
  ]);
}

function heatMap({ rows, classes, labels, featureNames }: FeatureTable): string {
  const width = featureNames.length;
  const count = classes.length;
  const means = columnMeans(rows, width);
  const spread = columnMeans(
    rows.map((value, i) => (value - means[i % width]!) ** 2),
    width,
  ).map((square) => Math.sqrt(square) || 1);
  const own = labels.map((_, label) => {
    const sum = new Float64Array(width);
    const members = classes.filter((other) => other === label).length || 1;
    for (let i = 0; i < count; i++) {
      if (classes[i] !== label) continue;
      for (let k = 0; k < width; k++) sum[k]! += rows[i * width + k]! / members;
    }
    return sum.map((value, k) => (value - means[k]!) / spread[k]!);
  });
  const left = 24 + 7.5 * Math.max(...labels.map((label) => Math.min(24, label.length)));
  const side = Math.max(3, Math.min(16, 900 / width));
  const [top, line] = [10, 22];
  const shown = imageOf(width, labels.length, (k, label) => 0.5 + own[label]![k]! / 4);
  const bottom = top + line * labels.length;
  const names =
    side >= 10
      ? featureNames.map((name, k) => {
          const [x, y] = [left + (k + 0.5) * side, bottom + 8];
          return `<text class="end" x="${x}" y="${y}" transform="rotate(-60 ${x} ${y})">${escapeHtml(name)}</text>`;
        })
      : [];
  const longest = Math.max(0, ...(side >= 10 ? featureNames.map((name) => name.length) : []));
  const height = bottom + 30 + 6 * longest;
  // wide enough for the sentence below
  return page(Math.max(780, left + side * width + 20), height, [
    ...labels.map(
      (label, i) =>
        `<text class="end" x="${left - 8}" y="${top + line * (i + 0.65)}">${escapeHtml(label.slice(0, 24))}</text>`,
    ),
    `<image x="${left}" y="${top}" width="${side * width}" height="${line * labels.length}" preserveAspectRatio="none" style="image-rendering:pixelated" href="${shown}"/>`,
    ...names,
    `<text x="12" y="${height - 6}">Mean of each label's windows: dark is 2 deviations below the mean of all, bright 2 above. ${width} features.</text>`,
  ]);
}

/** A picture of values from 0 to 1 as a data URI. */
function imageOf(
  width: number,
  height: number,
  at: (column: number, row: number) => number,
): string {
  const data = new Uint8Array(3 * width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      data.set(colourOf(at(column, row)), 3 * (row * width + column));
    }
  }
  const png = encode({ width, height, data, channels: 3, depth: 8 });
  return `data:image/png;base64,${btoa(String.fromCharCode(...png))}`;
}

/** From dark blue over violet and orange to light yellow, ever brighter. */
const stops = [
  [13, 10, 45],
  [87, 16, 109],
  [187, 55, 84],
  [249, 142, 9],
  [252, 255, 164],
] as const;

function colourOf(share: number): [number, number, number] {
  const place = Math.max(0, Math.min(1, share || 0)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(place));
  const [a, b] = [stops[below]!, stops[below + 1]!];
  return [0, 1, 2].map((k) => Math.round(a[k]! + (place - below) * (b[k]! - a[k]!))) as [
    number,
    number,
    number,
  ];
}

function rangeOf(rows: Float32Array): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of rows) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high > low ? [low, high] : [low, low + 1];
}

function columnMeans(rows: ArrayLike<number>, width: number): Float64Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < rows.length; i++) sums[i % width]! += rows[i]! / (rows.length / width);
  return sums;
}

function page(width: number, height: number, parts: readonly string[]): string {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}">
<style>text{font:13px system-ui,sans-serif;fill:#222}.end{text-anchor:end}</style>
<rect width="${w}" height="${h}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}
