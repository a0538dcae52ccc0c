import { bytes, count, milliseconds, percent } from './figures.ts';
import { foundSection } from './found.ts';
import { listeningSection } from './listening.ts';
import { colourOf, confusionPlot, escapeHtml, featureScatter, learningCurve } from './plots.ts';
import type { DataReport, PictureReport, Report, Thumbnail } from './report.ts';
import { featureSentence, keptSentence } from './sentences.ts';
import { style } from './style.ts';

/** The report as one page that needs nothing else: no script, no font, no request. */
export function reportHtml(report: Report): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeHtml(report.name)} · Thimble report</title>
<style>${style}</style>
</head>
<body>
<main>
${heading(report)}
${facts(report)}
<section class="half"><h2>What it takes for what (test ${report.detection ? 'things' : words(report).things}, int8)</h2>${confusionPlot(report.data.labels, report.confusion.int8)}</section>
<section class="half"><h2>How it learned</h2>${learningCurve(report.training.history, report.training.bestEpoch)}
<div class="legend"><span><i style="background:var(--faint)"></i>training</span>${judged(report) ? '<span><i style="background:var(--accent)"></i>validation</span>' : ''}</div>
<p class="muted small" style="margin-top:10px">${escapeHtml(trained(report))}</p></section>
${scatterSection(report)}
<section class="half"><h2>Each class</h2>${classTable(report)}</section>
${foundSection(report)}
${mistakesSection(report.data)}
${listeningSection(report.listening, escapeHtml, table)}
${dataSection(report)}
${deviceSection(report)}
<section class="half"><h2>Features</h2><p>${escapeHtml(report.features.reason)}</p><p class="muted small">${escapeHtml(featureSentence(report.features))}</p></section>
<section><h2>What int8 costs, layer by layer</h2>${layerTable(report)}</section>
${skippedSection(report)}
<section><h2>Files</h2><ul>${report.files.map((file) => `<li><code>${escapeHtml(file)}</code></li>`).join('')}</ul></section>
<section><h2>The network</h2><pre>${escapeHtml(report.training.network)}</pre></section>
<footer class="muted small">Thimble ${escapeHtml(report.thimble)} · seed ${report.seed} · the same ${words(report).things} and seed give the same library, byte for byte.</footer>
</main>
</body>
</html>
`;
}

/** A detector decides cell by cell: it has no one place for a picture. */
function scatterSection(report: Report): string {
  if (report.detection) return '';
  return `<section class="half"><h2>The test ${words(report).windows} by ${report.data.pictures ? 'what the last layer sees' : 'their features'}</h2>${featureScatter(report.features, report.data.labels)}
<div class="legend">${report.data.labels.map((label, i) => `<span><i style="background:${colourOf(i)}"></i>${escapeHtml(label)}</span>`).join('')}</div></section>`;
}

/** What the page calls the samples, and what the network looks at once. */
function words({ data }: Report) {
  return data.pictures
    ? { things: 'pictures', windows: 'pictures', window: 'picture' }
    : { things: 'recordings', windows: 'windows', window: 'window' };
}

function judged({ training }: Report): boolean {
  return training.history.some(({ validationLoss }) => validationLoss !== null);
}

function heading(report: Report): string {
  const { name, board, target, device, agreement } = report;
  const things = words(report).windows;
  const seal = device.verified
    ? `<span class="seal">Proven on an emulated ${escapeHtml(device.core!)}: ${agreement.identical} of ${agreement.windows} ${things} identical</span>`
    : '<span class="seal not">Not verified on an emulated board</span>';
  const why = device.why ? `<p class="muted">${escapeHtml(device.why)}</p>` : '';
  return `<header><h1>${escapeHtml(name)}</h1><p class="muted">${escapeHtml(target)} library for ${escapeHtml(board)}</p>${seal}${why}</header>`;
}

function facts(report: Report): string {
  const { accuracy, macroF1, device, library, estimate } = report;
  const { window } = words(report);
  const fact = (name: string, value: string, small: string) =>
    `<div><dt>${name}</dt><dd>${value}<small>${small}</small></dd></div>`;
  const ram = device.ramBytes === null ? `${bytes(library.arenaBytes)}` : bytes(device.ramBytes);
  return `<section class="facts"><dl style="display:contents">${[
    fact(
      report.detection ? 'F1 of centres, int8' : 'Accuracy, int8',
      percent(accuracy.int8),
      `float ${percent(accuracy.float)}, macro F1 ${percent(macroF1.int8)}`,
    ),
    fact(
      'Flash',
      device.flashBytes === null ? '–' : bytes(device.flashBytes),
      `weights ${bytes(library.weightBytes)}`,
    ),
    fact(
      'RAM',
      ram,
      device.ramBytes === null
        ? 'arena alone'
        : `arena ${bytes(library.arenaBytes)}, ${report.data.pictures ? 'without the frame' : `window ${bytes(device.windowBytes ?? 0)}`}, stack ${bytes(device.stackBytes ?? 0)}`,
    ),
    fact(
      `Time a ${window}`,
      `≈ ${milliseconds(estimate.milliseconds)}`,
      device.instructions.features === null
        ? 'not counted'
        : `${count(device.instructions.features)} + ${count(device.instructions.network ?? 0)} instructions`,
    ),
    fact(`Energy a ${window}`, `≈ ${count(estimate.microjoules)} µJ`, 'estimated'),
  ].join('')}</dl></section>`;
}

function trained({ training }: Report): string {
  const { epochs, parameters, seconds } = training;
  return `${count(parameters)} parameters, ${epochs} epochs, ${seconds.toFixed(1)} s in all. ${keptSentence(training)}`;
}

function classTable({ data, confusion, detection }: Report): string {
  const rows = data.labels.flatMap((label, i) => {
    if (detection && i === 0) return [];
    const found = confusion.int8.reduce((sum, row) => sum + row[i]!, 0);
    const truth = confusion.int8[i]!.reduce((a, b) => a + b, 0);
    const right = confusion.int8[i]![i]!;
    const rate = (of: number) => (of === 0 ? '–' : percent(right / of));
    return `<tr><td>${escapeHtml(label)}</td><td>${right} of ${truth}</td><td>${rate(truth)}</td><td>${rate(found)}</td></tr>`;
  });
  return table(['class', 'right', 'recall', 'precision'], rows);
}

function dataSection({ data }: Report): string {
  const rows = data.classes.map(({ label, recordings, windows, seconds }) => {
    const cut =
      seconds === null
        ? ''
        : `<td>${windows.train} / ${windows.validation} / ${windows.test}</td><td>${seconds.toFixed(1)}</td>`;
    return `<tr><td>${escapeHtml(label)}</td><td>${recordings.train}</td><td>${recordings.validation}</td><td>${recordings.test}</td>${cut}</tr>`;
  });
  const heads = ['class', 'train', 'validation', 'test'];
  if (!data.pictures) heads.push('windows', 'seconds');
  const notes = data.notes.length
    ? `<ul class="muted small">${data.notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul>`
    : '';
  return `<section><h2>${data.pictures ? 'Pictures' : 'Recordings'}</h2>${table(heads, rows)}
<p style="margin-top:10px">${escapeHtml(data.splitRule)}</p>
${data.pictures ? seenPictures(data.pictures) : windowsOf(data)}${notes}</section>`;
}

function windowsOf({ axes, sampleRateHz, window }: DataReport): string {
  if (!window || sampleRateHz === null) return '';
  const names = axes.map(({ name, unit }) => (unit ? `${name} (${unit})` : name)).join(', ');
  return `<p>${escapeHtml(window.reason)}</p>
<p class="muted">${escapeHtml(names)} at ${sampleRateHz.toFixed(2)} readings a second; a window is ${window.readings} readings (${milliseconds(window.milliseconds)}).</p>`;
}

function seenPictures({ width, height, colour, reason, examples }: PictureReport): string {
  const shown = examples.map((each) => figure(each, each.label));
  return `<p>${escapeHtml(reason)}</p>
<p class="muted">${examples.length > 0 ? 'One training picture of each class as' : 'As'} the network sees it: ${width} by ${height} pixels in ${colour === 'grey' ? 'grey' : 'colour'}.</p>
<div class="pictures">${shown.join('')}</div>`;
}

/** Test pictures that were taken for something else: nothing tells more of what to add. */
function mistakesSection({ pictures }: DataReport): string {
  if (!pictures || pictures.wrong.length === 0) return '';
  const shown = pictures.wrong.map((each) =>
    figure(each, `${each.label} taken for ${each.answer}, ${percent(each.score)}`),
  );
  return `<section><h2>Its surest mistakes (test pictures, int8)</h2><div class="pictures">${shown.join('')}</div></section>`;
}

function figure({ image, source }: Thumbnail, caption: string): string {
  return `<figure><img src="${escapeHtml(image)}" alt="${escapeHtml(caption)}" title="${escapeHtml(source)}"><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

function deviceSection(report: Report): string {
  const { device, agreement, estimate } = report;
  const isPictures = report.data.pictures !== null;
  if (!device.verified) {
    return `<section class="half"><h2>On the device</h2><p>Not verified on an emulated board.</p><p class="muted">${escapeHtml(device.why ?? '')}</p></section>`;
  }
  const rows: [string, string][] = [
    ['core', `${device.core} (${device.machine})`],
    ['compiler', device.compiler!],
    ['flash in all', bytes(device.flashBytes!)],
    ['RAM in all', bytes(device.ramBytes!)],
    isPictures
      ? ['arena', bytes(device.arenaBytes!)]
      : ['window, arena', `${bytes(device.windowBytes!)}, ${bytes(device.arenaBytes!)}`],
    ['other static, stack peak', `${bytes(device.staticBytes!)}, ${bytes(device.stackBytes!)}`],
    [`instructions, ${isPictures ? 'resizing' : 'features'}`, count(device.instructions.features!)],
    ['instructions, network', count(device.instructions.network!)],
    [`${words(report).windows} identical`, `${agreement.identical} of ${agreement.windows}`],
    [
      isPictures ? 'largest pixel error' : 'largest feature error',
      agreement.featureErrorMax === 0 ? '0: the same bits' : String(agreement.featureErrorMax),
    ],
  ];
  const body = rows.map(
    ([key, value]) => `<tr><td>${key}</td><td class="wrap">${escapeHtml(value)}</td></tr>`,
  );
  const how = estimate
    ? `<p class="muted small" style="margin-top:10px">${escapeHtml(estimate.how)}</p>`
    : '';
  return `<section class="half"><h2>On the device</h2>${table([], body)}${how}</section>`;
}

function layerTable({ quantization, quantizedHow }: Report): string {
  const rows = quantization.map(
    ({ layer, low, high, scale, zeroPoint, relativeError, addedError }) =>
      `<tr><td>${escapeHtml(layer)}</td><td>${low.toPrecision(3)} … ${high.toPrecision(3)}</td><td>${scale.toPrecision(3)}</td><td>${zeroPoint}</td><td>${percent(addedError)}</td><td>${percent(relativeError)}</td></tr>`,
  );
  const heads = ['value', 'range', 'scale', 'zero', 'error it adds', 'error in all'];
  return `<p class="muted small">${escapeHtml(quantizedHow)}</p>${table(heads, rows)}`;
}

function skippedSection({ skipped }: Report): string {
  if (skipped.length === 0) return '';
  const rows = skipped.map(
    ({ file, reason }) =>
      `<tr><td>${escapeHtml(file)}</td><td class="wrap">${escapeHtml(reason)}</td></tr>`,
  );
  return `<section><h2>Skipped files</h2>${table(['file', 'why'], rows)}</section>`;
}

function table(heads: readonly string[], rows: readonly string[]): string {
  const head = heads.length
    ? `<thead><tr>${heads.map((name) => `<th>${name}</th>`).join('')}</tr></thead>`
    : '';
  return `<div class="scroll"><table>${head}<tbody>${rows.join('')}</tbody></table></div>`;
}
