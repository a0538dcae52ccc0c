import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { Epoch } from '../../train/loop.ts';
import type { FeatureReport, Matrix } from './report.ts';

/** Pictures of the report as SVG; colours are the page's CSS variables, so light and dark both work. */

export const frame = { width: 520, height: 300, left: 52, right: 14, top: 14, bottom: 40 };

/** Rows are the truth; the darker a cell, the larger its share of the row. */
export function confusionPlot(labels: readonly string[], matrix: Matrix): string {
  const longest = Math.max(...labels.map((label) => label.length));
  const left = Math.min(190, 26 + 7.2 * longest);
  const cell = Math.max(34, Math.min(64, 440 / labels.length));
  const [width, height] = [left + cell * labels.length + 8, cell * labels.length + 0.8 * left + 4];
  const cells = matrix.flatMap((row, i) => {
    const total = row.reduce((a, b) => a + b, 0);
    return row.map((count, j) => {
      const share = total === 0 ? 0 : count / total;
      const at = `x="${left + j * cell}" y="${i * cell}"`;
      const tone = i === j ? 'right' : 'wrong';
      const title = `${labels[i]} taken for ${labels[j]}: ${count} of ${total}`;
      const text =
        count === 0
          ? ''
          : `<text x="${left + (j + 0.5) * cell}" y="${(i + 0.5) * cell}" class="count${share > 0.55 ? ' on' : ''}">${count}</text>`;
      return `<g><title>${escapeHtml(title)}</title><rect ${at} width="${cell - 2}" height="${cell - 2}" rx="4" class="cell"/><rect ${at} width="${cell - 2}" height="${cell - 2}" rx="4" class="${tone}" fill-opacity="${share.toFixed(3)}"/>${text}</g>`;
    });
  });
  const rows = labels.map(
    (label, i) =>
      `<text x="${left - 8}" y="${(i + 0.5) * cell}" class="end">${escapeHtml(short(label))}</text>`,
  );
  const columns = labels.map((label, j) => {
    const [x, y] = [left + (j + 0.5) * cell, cell * labels.length + 8];
    return `<text x="${x}" y="${y}" class="end" transform="rotate(-50 ${x} ${y})">${escapeHtml(short(label))}</text>`;
  });
  return svg(width, height, 'Confusion matrix: rows are the truth, columns the answers', [
    ...cells,
    ...rows,
    ...columns,
  ]);
}

/** Losses over epochs, with the epoch that was kept. */
export function learningCurve(history: readonly Epoch[], bestEpoch: number): string {
  const losses = history.flatMap(({ trainLoss, validationLoss }) => [trainLoss, validationLoss]);
  const high = Math.max(...losses.map((loss) => loss ?? 0));
  const x = scaleLinear([1, Math.max(2, history.length)], [frame.left, frame.width - frame.right]);
  const y = scaleLinear([0, high], [frame.height - frame.bottom, frame.top]).nice();
  const curve = (name: string, of: (epoch: Epoch) => number | null) => {
    const known = history.filter((epoch) => of(epoch) !== null);
    if (known.length === 0) return '';
    const path = line<Epoch>(
      (epoch) => x(epoch.epoch),
      (epoch) => y(of(epoch) ?? 0),
    )(known);
    return `<path d="${path}" class="curve ${name}"/>`;
  };
  const kept = x(bestEpoch);
  return svg(frame.width, frame.height, 'Loss on the training and the validation part, by epoch', [
    ...axes(x, y, 'epoch', 'loss'),
    `<line x1="${kept}" x2="${kept}" y1="${frame.top}" y2="${frame.height - frame.bottom}" class="kept"/>`,
    `<text x="${kept - 5}" y="${frame.top + 8}" class="end">kept: ${bestEpoch}</text>`,
    curve('train', (epoch) => epoch.trainLoss),
    curve('validation', (epoch) => epoch.validationLoss),
  ]);
}

/** Each test window as a dot, where the first two principal components of its features put it. */
export function featureScatter(
  { scatter, scatterShares }: FeatureReport,
  labels: readonly string[],
): string {
  const domain = (of: (dot: { x: number; y: number }) => number): [number, number] => {
    const [low = 0, high = 1] = extent(scatter, of);
    const margin = 0.05 * (high - low) || 1;
    return [low - margin, high + margin];
  };
  const x = scaleLinear(
    domain((dot) => dot.x),
    [frame.left, frame.width - frame.right],
  );
  const y = scaleLinear(
    domain((dot) => dot.y),
    [frame.height - frame.bottom, frame.top],
  );
  const dots = scatter.map(
    (dot) =>
      `<circle cx="${x(dot.x).toFixed(1)}" cy="${y(dot.y).toFixed(1)}" r="3.4" style="fill:${colourOf(dot.label)}"><title>${escapeHtml(labels[dot.label]!)}</title></circle>`,
  );
  const share = (k: number) =>
    `component ${k + 1} (${(100 * (scatterShares[k] ?? 0)).toFixed(0)} % of the spread)`;
  return svg(
    frame.width,
    frame.height,
    'Features of the test windows along their two main directions',
    [...axes(x, y, share(0), share(1)), ...dots],
  );
}

/** Twelve colours of the page's style; after them they come again. */
export function colourOf(label: number): string {
  return `var(--c${(label % 12) + 1})`;
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (c) => entities[c]!);
}

type Linear = ReturnType<typeof scaleLinear<number, number>>;

export function axes(x: Linear, y: Linear, xTitle: string, yTitle: string): string[] {
  const base = frame.height - frame.bottom;
  return [
    ...y
      .ticks(5)
      .map(
        (t) =>
          `<line x1="${frame.left}" x2="${frame.width - frame.right}" y1="${y(t)}" y2="${y(t)}" class="grid"/><text x="${frame.left - 7}" y="${y(t)}" class="end">${t}</text>`,
      ),
    ...x.ticks(6).map((t) => `<text x="${x(t)}" y="${base + 14}" class="mid">${t}</text>`),
    `<text x="${(frame.left + frame.width - frame.right) / 2}" y="${frame.height - 6}" class="mid title">${escapeHtml(xTitle)}</text>`,
    `<text transform="rotate(-90 12 ${base / 2})" x="12" y="${base / 2}" class="mid title">${escapeHtml(yTitle)}</text>`,
  ];
}

export function svg(
  width: number,
  height: number,
  title: string,
  parts: readonly string[],
): string {
  return `<svg viewBox="0 0 ${width.toFixed(0)} ${height.toFixed(0)}" role="img" aria-label="${escapeHtml(title)}" style="max-width:${width.toFixed(0)}px">${parts.join('')}</svg>`;
}

function short(label: string): string {
  return label.length > 24 ? `${label.slice(0, 23)}…` : label;
}
