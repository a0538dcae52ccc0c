import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCsv } from './csv.ts';

const rows = (count: number, row: (i: number) => string) =>
  `${Array.from({ length: count }, (_, i) => row(i)).join('\n')}\n`;

/** What all these ways of writing say: two axes at 100 Hz. */
const expected = [0.5, -1, 1.5, 2, 2.5, 300];

test('separators, decimal commas, quotes, comments and byte order marks do not change what is read', () => {
  const texts = {
    commas: 'timestamp,a,b\n0,0.5,-1\n10,1.5,2\n20,2.5,3e2\n',
    windows: 'timestamp,a,b\r\n0,0.5,-1\r\n10,1.5,2\r\n20,2.5,300\r\n',
    'old mac': 'timestamp,a,b\r0,0.5,-1\r10,1.5,2\r20,2.5,300',
    'decimal commas': 'timestamp;a;b\n0;0,5;-1\n10;1,5;2\n20;2,5;300,0\n',
    'semicolons and points': 'timestamp;a;b\n0;0.5;-1\n10;1.5;2\n20;2.5;300\n',
    tabs: 'timestamp\ta\tb\n0\t0.5\t-1\n10\t1.5\t2\n20\t2.5\t300\n',
    'tabs and decimal commas': 'timestamp\ta\tb\n0\t0,5\t-1\n10\t1,5\t2\n20\t2,5\t300\n',
    spaces: 'timestamp a b\n 0  0.5 -1\n10  1.5  2\n20  2.5 300\n',
    'spaces after commas': 'timestamp, a, b\n0, 0.5, -1\n10, 1.5, 2\n20, 2.5, 300\n',
    quotes: '"timestamp","a","b"\n"0","0.5","-1"\n"10","1.5","2"\n"20","2.5","300"\n',
    'quoted decimal commas': 'timestamp;a;b\n0;"0,5";"-1"\n10;"1,5";"2"\n20;"2,5";"300"\n',
    'comments and blank lines':
      '# made today\n\ntimestamp,a,b\n0,0.5,-1\n\n# x\n10,1.5,2\n,,\n20,2.5,300',
    'a byte order mark': '\ufefftimestamp,a,b\n0,0.5,-1\n10,1.5,2\n20,2.5,300\n',
    'a trailing separator': 'timestamp,a,b,\n0,0.5,-1,\n10,1.5,2,\n20,2.5,300,\n',
    'a stated separator': 'sep=;\ntimestamp;a;b\n0;0.5;-1\n10;1.5;2\n20;2.5;300\n',
    'time last': 'a,b,timestamp\n0.5,-1,0\n1.5,2,10\n2.5,300,20\n',
    'a column that counts': ',timestamp,a,b\n0,0,0.5,-1\n1,10,1.5,2\n2,20,2.5,300\n',
    'an empty column': 'timestamp,a,note,b\n0,0.5,,-1\n10,1.5,,2\n20,2.5,,300\n',
    'a label': 'timestamp,a,b,label\n0,0.5,-1,walk\n10,1.5,2,walk\n20,2.5,300,walk\n',
    'a quoted label':
      'timestamp,a,b,label\n0,0.5,-1,"x, ""y"""\n10,1.5,2,"x, ""y"""\n20,2.5,300,"x, ""y"""\n',
  };
  for (const [name, text] of Object.entries(texts)) {
    const { axes, sampleRateHz, values, timesS } = readCsv('walk.csv', text);
    assert.deepEqual([...values], expected, name);
    assert.deepEqual(
      axes.map((axis) => axis.name),
      ['a', 'b'],
      name,
    );
    assert.ok(Math.abs(sampleRateHz - 100) < 1e-9, name);
    assert.equal(timesS, undefined, name);
  }
  assert.equal(readCsv('walk.csv', texts['a label']).label, 'walk');
  assert.equal(readCsv('walk.csv', texts['a quoted label']).label, 'x, "y"');
  assert.equal(readCsv('walk.csv', texts.commas).label, undefined);
});

test('without a header, a first column that rises is time', () => {
  const { axes, sampleRateHz, values, notes } = readCsv('a.csv', '0,0.5,7\n20,1,8\n40,1.5,6\n');
  assert.deepEqual(
    axes.map(({ name }) => name),
    ['axis1', 'axis2'],
  );
  assert.equal(sampleRateHz, 50);
  assert.deepEqual([...values], [0.5, 7, 1, 8, 1.5, 6]);
  assert.match(notes.join(), /first column was taken as time in ms/);
});

test('without a header, a column of words is the label', () => {
  assert.equal(readCsv('a.csv', '0,1,walk\n20,2,walk\n40,5,walk\n').label, 'walk');
});

test('a given rate takes the place of timestamps', () => {
  const given = { sampleRateHz: 25 };
  assert.equal(readCsv('a.csv', '1\n2\n5\n', given).sampleRateHz, 25);
  const both = readCsv('a.csv', 'timestamp,a\n0,1\n20,2\n20,5\n', given);
  assert.equal(both.sampleRateHz, 25);
  assert.deepEqual([...both.values], [1, 2, 5]);
  assert.match(both.notes.join(), /timestamps were not looked at/);
});

test('a rate must be above 0', () => {
  for (const sampleRateHz of [0, -5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => readCsv('a.csv', '1\n2\n', { sampleRateHz }), { code: 'bad-option' });
  }
});

test('one column with decimal commas is one axis', () => {
  const { values, axes } = readCsv('a.csv', 'level\n1,5\n2,25\n-0,5\n', { sampleRateHz: 10 });
  assert.deepEqual([...values], [1.5, 2.25, -0.5]);
  assert.equal(axes[0]!.name, 'level');
});

test('units stand in the header', () => {
  const { axes } = readCsv('a.csv', 't_ms,accX (m/s2),gyrX [rad/s],temp\n0,1,2,3\n10,1,2,3\n');
  assert.deepEqual(axes, [
    { name: 'accX', unit: 'm/s2' },
    { name: 'gyrX', unit: 'rad/s' },
    { name: 'temp', unit: '' },
  ]);
});

test('rounded timestamps give the true rate, and count as even', () => {
  // 360 Hz in steps of 2.8 and 2.7 ms, whose median would be 357 Hz.
  const ecg = rows(360, (i) =>
    i === 0 ? 'timestamp,ecg\n0,1' : `${((i * 1000) / 360).toFixed(1)},1`,
  );
  const { sampleRateHz, timesS } = readCsv('a.csv', ecg);
  assert.equal(sampleRateHz, 360);
  assert.equal(timesS, undefined);
});

test('uneven timestamps are kept, and the rate is their mean', () => {
  const steps = [15, 24, 18, 22, 16, 25, 20, 20, 13, 27];
  let time = 0;
  const text = rows(101, (i) => {
    const line = `${time},1`;
    time += steps[i % 10]!;
    return i === 0 ? `timestamp,a\n${line}` : line;
  });
  const { sampleRateHz, timesS } = readCsv('a.csv', text);
  assert.equal(sampleRateHz, 50);
  assert.equal(timesS!.length, 101);
  assert.ok(Math.abs(timesS![2]! - 0.039) < 1e-12);
});

test('dates by ISO 8601 are time', () => {
  const text =
    'time,a\n2024-02-28T23:59:59.990Z,1\n2024-02-29T00:00:00.010Z,2\n2024-02-29 01:00:00.03+01:00,5\n';
  assert.ok(Math.abs(readCsv('a.csv', text).sampleRateHz - 50) < 1e-3);
});

test('a bad line is named with what is wrong and the mend', () => {
  const refuses = (text: string, what: RegExp) =>
    assert.throws(() => readCsv('walk.csv', text), { name: 'Failure', message: what });
  const good = rows(10, (i) => (i === 0 ? 'timestamp,a,b,c' : `${i * 10},1,2,3`));
  refuses(
    `${good}100,1,2\n`,
    /^Line 11 of walk\.csv has 3 values, the header has 4: complete or remove the line\.$/,
  );
  refuses(`${good}100,1,2,3,4\n`, /^Line 11 of walk\.csv has 5 values, the header has 4/);
  refuses(
    `${rows(10, (i) => (i === 0 ? 't_ms,a' : `${i * 10},${i}`))}100\n`,
    /^Line 11 of walk\.csv has 1 value, the header has 2/,
  );
  refuses('0,1,2\n10,1,2\n20,1\n', /^Line 3 of walk\.csv has 2 values, line 1 has 3/);
  refuses(
    `${good}100,1,NaN,3\n`,
    /^Line 11 of walk\.csv holds "NaN", which is no reading in column "b"/,
  );
  refuses(`${good}100,1,-inf,3\n`, /^Line 11 .* "-inf", which is no reading in column "b"/);
  refuses(`${good}100,1,,3\n`, /^Line 11 of walk\.csv holds no value in column "b"/);
  refuses(
    `${good}100,1,oops,3\n`,
    /^Line 11 of walk\.csv holds "oops", which is no number in column "b"/,
  );
  refuses(`${good}100,1,1e39,3\n`, /^Line 11 of walk\.csv holds 1e\+39, which is too large/);
  refuses(
    `${good}90,1,2,3\n`,
    /^Line 11 of walk\.csv repeats the time of the line before: .*--rate HZ/,
  );
  refuses(`${good}20,1,2,3\n`, /^Line 11 of walk\.csv goes back in time, from 90 to 20/);
  refuses(`${good}9000,1,2,3\n`, /no readings for 8\.9 s before line 11: split the file/);
  refuses('timestamp,a\n0,1\n\n# x\n5,x\n', /^Line 5 /);
  refuses('a,b\n1,2\n3,4\n', /has no timestamp column, and no rate is given: .*--rate HZ/);
  refuses('1,2\n2,2\n3,4\n4,4\n', /only counts its rows .*--rate HZ/);
  refuses('timestamp,a\n', /header but no readings/);
  refuses('# nothing\n\n', /no rows/);
  refuses('timestamp,a\n0,1\n', /one reading only/);
  refuses('timestamp\n0\n10\n20\n', /no column of readings/);
  refuses('timestamp,a,a\n0,1,2\n', /two columns named "a"/);
  refuses('timestamp,a\n0,"1\n10,2\n', /Line 2 of walk\.csv opens a quote that is never closed/);
  refuses(
    'timestamp,a,who\n0,1,anna\n10,2,anna\n',
    /Line 2 .* "anna" in column "who".*name it "label"/,
  );
  refuses(
    'timestamp,a,label\n0,1,walk\n10,2,walk\n20,3,run\n',
    /^Line 4 of walk\.csv changes the label from "walk" to "run"/,
  );
  refuses('N,P,label\n1,2,rice\n3,4,maize\n', /is a table in which each row has its own label/);
});
