import { scaleLinear } from 'd3-scale';
import { percent } from './figures.ts';
import { axes, frame, svg } from './plots.ts';
import type { DecoderSettings, ListeningRates, ListeningReport } from './report.ts';

/** How a library for words listens, in lines for a terminal. */
export function listeningLines(report: ListeningReport): string[] {
  const { before, after } = report;
  return [
    `  ${settingsSentence(report)}`,
    `  before: ${ratesWords(before)}`,
    `  after:  ${ratesWords(after)}`,
    `  ${howSentence(report)}`,
  ];
}

/** The same as a section of the page. */
export function listeningSection(
  report: ListeningReport | null,
  escapeHtml: (text: string) => string,
  table: (heads: readonly string[], rows: readonly string[]) => string,
): string {
  if (!report) return '';
  const row = (name: string, rates: ListeningRates) =>
    `<tr><td>${name}</td><td>${rates.missed} of ${rates.words} (${percent(rates.missed / rates.words)})</td><td>${rates.falseAccepts}</td><td>${rates.falseAcceptsPerHour.toFixed(0)}</td></tr>`;
  const result = table(
    ['test words in a stream', 'missed', 'false accepts', 'an hour'],
    [row('each window by itself', report.before), row('with the chosen settings', report.after)],
  );
  const curve = report.curve.map(
    (point) =>
      `<tr><td>${point.falseAcceptsPerHour.toFixed(0)}</td><td>${percent(point.missed / point.words)}</td><td>${point.averageMs} ms</td><td>${point.threshold.toFixed(2)}</td><td>${point.suppressionMs} ms</td></tr>`,
  );
  return `<section><h2>Listening</h2><p>${escapeHtml(settingsSentence(report))}</p>${result}
<p class="muted small" style="margin-top:10px">${escapeHtml(howSentence(report))}</p></section>
<section class="half"><h2>Misses against false accepts</h2>${tradeOff(report)}</section>
<section class="half"><h2>Settings to pick from</h2>${table(['false accepts an hour', 'missed', 'average', 'threshold', 'silence after'], curve)}
<p class="muted small" style="margin-top:10px">Each does better in one than all others, on the stream of training words. <code>--false-accepts N</code> takes the one with the fewest misses at up to N an hour.</p></section>`;
}

function settingsSentence({ chosen, heard }: ListeningReport): string {
  const { averageMs, threshold, suppressionMs } = chosen;
  return `Listens for ${heard.join(', ')}: the scores' mean over ${averageMs} ms must reach ${threshold.toFixed(2)}, then ${suppressionMs} ms of silence.`;
}

function ratesWords({ missed, words, falseAcceptsPerHour }: ListeningRates): string {
  return `${missed} of ${words} words missed, ${falseAcceptsPerHour.toFixed(0)} false accepts an hour`;
}

function howSentence({ streamSeconds, strideMs }: ListeningReport): string {
  return `Settings were chosen on ${streamSeconds} s of training words with pauses over a changing background, and judged on ${streamSeconds} s of test words; a window every ${strideMs} ms. Before: each window that has half of the score counts, at most once a second.`;
}

/** To the right of a dot, or to its left where the picture ends. */
function besideDot(x: number, y: string, name: string): string {
  return x > 0.75 * frame.width
    ? `<text x="${x - 8}" y="${y}" class="end">${name}</text>`
    : `<text x="${x + 8}" y="${y}">${name}</text>`;
}

/** The curve on training words as a line; before and after on test words as dots. */
function tradeOff({ curve, before, after, chosen }: ListeningReport): string {
  const dots = [...curve, before, after];
  const share = ({ missed, words }: ListeningRates) => (100 * missed) / words;
  const most = (of: (rates: ListeningRates) => number) => Math.max(1, ...dots.map(of));
  const x = scaleLinear(
    [0, most((rates) => rates.falseAcceptsPerHour)],
    [frame.left, frame.width - frame.right],
  ).nice();
  const y = scaleLinear([0, most(share)], [frame.height - frame.bottom, frame.top]).nice();
  const place = (rates: ListeningRates) =>
    [x(rates.falseAcceptsPerHour), y(share(rates))].map((value) => value.toFixed(1));
  const dot = (rates: ListeningRates, fill: string, name: string) => {
    const [cx, cy] = place(rates);
    return `<circle cx="${cx}" cy="${cy}" r="4.5" style="fill:${fill}"><title>${name}: ${ratesWords(rates)}</title></circle>${besideDot(Number(cx), cy!, name)}`;
  };
  const path = curve.map((rates) => place(rates).join(',')).join(' ');
  const isChosen = (point: DecoderSettings) =>
    point.averageMs === chosen.averageMs &&
    point.threshold === chosen.threshold &&
    point.suppressionMs === chosen.suppressionMs;
  const points = curve.map((point) => {
    const [cx, cy] = place(point);
    return `<circle cx="${cx}" cy="${cy}" r="${isChosen(point) ? 4.5 : 3}" style="fill:var(--${isChosen(point) ? 'accent' : 'faint'})"><title>training words: ${ratesWords(point)}</title></circle>`;
  });
  return svg(frame.width, frame.height, 'Missed words against false accepts an hour', [
    ...axes(x, y, 'false accepts an hour', 'missed words, %'),
    `<polyline points="${path}" class="curve train" fill="none"/>`,
    ...points,
    dot(before, 'var(--c2)', 'test, before'),
    dot(after, 'var(--c1)', 'test, after'),
  ]);
}
