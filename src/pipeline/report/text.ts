import { bytes, count, milliseconds, percent } from './figures.ts';
import { foundLines } from './found.ts';
import { listeningLines } from './listening.ts';
import type { Report } from './report.ts';
import { keptSentence } from './sentences.ts';

/** The report for a terminal, at most 100 columns wide where the labels allow. */
export function reportText(report: Report): string {
  return [
    section(`${report.name}: ${report.target} library for ${report.board}`, []),
    section(report.data.pictures ? 'Pictures' : 'Recordings', recordings(report)),
    section('Features and network', learned(report)),
    section(report.data.pictures ? 'Test part' : 'Test part, per recording', tested(report)),
    ...(report.detection ? [section('Things found', foundLines(report.detection))] : []),
    ...(report.listening ? [section('Listening', listeningLines(report.listening))] : []),
    section('Device', device(report)),
    section(
      'Files',
      report.files.map((file) => `  ${file}`),
    ),
  ].join('\n');
}

function recordings({ data, skipped }: Report): string[] {
  const rows = data.classes.map(({ label, recordings, windows, seconds }) => [
    label,
    `${recordings.train}`,
    `${recordings.validation}`,
    `${recordings.test}`,
    ...(seconds === null
      ? []
      : [`${windows.train}/${windows.validation}/${windows.test}`, seconds.toFixed(1)]),
  ]);
  const heads = ['class', 'train', 'valid', 'test'];
  if (!data.pictures) heads.push('windows', 'seconds');
  const shown = skipped.slice(0, 10).map(({ file, reason }) => `  skipped ${file}: ${reason}`);
  const more =
    skipped.length > 10 ? [`  … and ${skipped.length - 10} more, all in report.json`] : [];
  return [
    ...columns([heads, ...rows]),
    `  ${data.splitRule}`,
    `  ${data.pictures?.reason ?? data.window?.reason}`,
    ...data.notes.map((note) => `  ${note}`),
    ...shown,
    ...more,
  ];
}

function learned({ features, training }: Report): string[] {
  return [
    `  ${features.reason}`,
    `  ${count(features.count)} inputs, ${count(training.parameters)} parameters, ${training.epochs} epochs, ${training.seconds.toFixed(1)} s in all`,
    `  ${keptSentence(training)}`,
    ...training.notes.map((note) => `  ${note}`),
  ];
}

function tested({ data, accuracy, accuracyPerWindow, macroF1, confusion }: Report): string[] {
  const short = data.labels.map((label) => (label.length > 14 ? `${label.slice(0, 13)}…` : label));
  const grid = confusion.int8.map((row, i) => [
    short[i]!,
    ...row.map((n) => (n === 0 ? '·' : String(n))),
  ]);
  return [
    ...columns([
      ['', 'accuracy', 'macro F1', 'per window'],
      [
        'float32',
        percent(accuracy.float),
        percent(macroF1.float),
        percent(accuracyPerWindow.float),
      ],
      ['int8', percent(accuracy.int8), percent(macroF1.int8), percent(accuracyPerWindow.int8)],
    ]),
    '',
    '  int8: rows are the truth, columns the answers',
    ...columns([
      ['', ...(data.labels.length > 6 ? short.map((_, i) => String(i + 1)) : short)],
      ...numbered(grid, data.labels.length),
    ]),
  ];
}

function numbered(grid: string[][], labels: number): string[][] {
  return labels > 6 ? grid.map(([label, ...row], i) => [`${label} ${i + 1}`, ...row]) : grid;
}

function device({ data, device, library, estimate, agreement }: Report): string[] {
  const [thing, made] = data.pictures ? ['picture', 'resizing'] : ['window', 'features'];
  const guess = estimate
    ? [
        `  ≈ ${milliseconds(estimate.milliseconds)} and ${count(estimate.microjoules)} µJ a ${thing} on ${estimate.board}`,
        `    ${estimate.how}`,
      ]
    : [];
  if (!device.verified) {
    return [
      '  not verified on an emulated board',
      ...(device.why ? [`  ${device.why}`] : []),
      `  arena ${bytes(library.arenaBytes)}, weights ${bytes(library.weightBytes)}`,
      ...guess,
    ];
  }
  return [
    `  measured on an emulated ${device.core} (${device.machine}), ${device.compiler}`,
    ...columns(
      [
        ['flash in all', bytes(device.flashBytes!), `weights ${bytes(library.weightBytes)}`],
        [
          'RAM in all',
          bytes(device.ramBytes!),
          `${data.pictures ? 'without the frame' : `window ${bytes(device.windowBytes!)}`}, arena ${bytes(device.arenaBytes!)}, other static ${bytes(device.staticBytes!)}, stack peak ${bytes(device.stackBytes!)}`,
        ],
        [
          'instructions',
          count(device.instructions.features! + device.instructions.network!),
          `${made} ${count(device.instructions.features!)}, network ${count(device.instructions.network!)}`,
        ],
      ],
      false,
    ),
    ...guess,
    `  ${agreement.identical} of ${agreement.windows} test ${thing}s: the same int8 answers, bit for bit; largest ${data.pictures ? 'pixel' : 'feature'} error ${agreement.featureErrorMax}`,
  ];
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...lines, ''].join('\n');
}

/** First column to the left, numbers to the right (or all to the left). */
function columns(rows: readonly (readonly string[])[], right = true): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) => {
    const cells = row.map((cell, i) =>
      i === 0 || !right ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!),
    );
    return `  ${cells.join('  ')}`.trimEnd();
  });
}
