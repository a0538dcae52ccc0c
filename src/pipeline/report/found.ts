import { percent } from './figures.ts';
import { colourOf, escapeHtml } from './plots.ts';
import type { DetectionReport, FoundPicture, PictureReport, Report } from './report.ts';

/** The test pictures with what was found in them: crosses, over the boxes that people drew. */
export function foundSection({ detection, data }: Report): string {
  if (!detection || !data.pictures) return '';
  const { labels, pictures } = data;
  const legend = labels
    .slice(1)
    .map(
      (label, i) =>
        `<span><i style="background:${colourOf(i + 1)}"></i>${escapeHtml(label)}</span>`,
    );
  const shown = detection.shown.map((one) => foundFigure(one, pictures));
  return `<section><h2>What it finds (test pictures, int8)</h2><p>${escapeHtml(detection.rule)}</p>
<p class="muted">Dots are the centres that were found, boxes what people drew.</p>
<div class="legend">${legend.join('')}</div><div class="pictures">${shown.join('')}</div></section>`;
}

function foundFigure(
  { image, source, label, things, centres }: FoundPicture,
  { width, height }: PictureReport,
): string {
  const boxes = things.map(
    ({ label: kind, x, y, halfWidth, halfHeight }) =>
      `<rect x="${(x - halfWidth).toFixed(1)}" y="${(y - halfHeight).toFixed(1)}" width="${(2 * halfWidth).toFixed(1)}" height="${(2 * halfHeight).toFixed(1)}" fill="none" stroke="${colourOf(kind)}" stroke-width="0.6"/>`,
  );
  const dots = centres.map(
    ({ label: kind, x, y }) =>
      `<circle cx="${x}" cy="${y}" r="1.8" fill="${colourOf(kind)}" stroke="#fff" stroke-width="0.5"/>`,
  );
  return `<figure title="${escapeHtml(source)}"><svg viewBox="0 0 ${width} ${height}" width="192" role="img" aria-label="${escapeHtml(label)}"><image href="${escapeHtml(image)}" width="${width}" height="${height}"/>${boxes.join('')}${dots.join('')}</svg><figcaption>${escapeHtml(label)}</figcaption></figure>`;
}

/** Each class in lines, for a terminal. */
export function foundLines({ classes, rule }: DetectionReport): string[] {
  const each = classes.map(
    ({ label, precision, recall, f1, count }) =>
      `  ${label}: precision ${percent(precision)}, recall ${percent(recall)}, F1 ${percent(f1)} of ${count}`,
  );
  return [...each, `  ${rule}`];
}
