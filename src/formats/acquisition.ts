import { decodeFirst } from 'cborg';
import { z } from 'zod';
import { assert } from '../base/assert.ts';
import { Failure } from '../base/failure.ts';
import type { Recording } from './recording.ts';

/**
 * Reads Edge Impulse's data acquisition format, version 1, in JSON: sensors with their units, an
 * interval, and readings. Signatures are not checked. Sound in 16-bit integers (unit "wav") is
 * scaled to [−1, 1], as `readWav` does.
 */
export function readAcquisitionJson(name: string, text: string): Recording {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new Failure(
      'bad-file',
      `${name} is no whole JSON document (${whereIn(text, error)}): copy or record it again.`,
    );
  }
  return recordingOf(name, document, null);
}

/**
 * Reads the same in CBOR (RFC 8949), with what firmware writes: an array of readings of indefinite
 * length, half floats, and sound as 16-bit integers that follow the document.
 */
export function readAcquisitionCbor(name: string, bytes: Uint8Array): Recording {
  let document: unknown;
  let rest: Uint8Array;
  try {
    [document, rest] = decodeFirst(bytes, { tags: { 55799: (content) => content() } });
  } catch (error) {
    assert(error instanceof Error, 'the decoder throws errors');
    const what = error.message.replace(/^CBOR decode error: /, '');
    throw new Failure(
      'bad-file',
      `${name} is no whole CBOR document (${what}): copy or record it again.`,
    );
  }
  return recordingOf(name, document, rest);
}

const acquisition = z.object({
  protected: z.object({ ver: z.literal('v1'), alg: z.string() }),
  payload: z.object({
    device_name: z.string().optional(),
    device_type: z.string().optional(),
    interval_ms: z.number().positive(),
    sensors: z.array(z.object({ name: z.string().min(1), units: z.string() })).min(1),
    values: z.custom<readonly unknown[]>(Array.isArray, 'expected an array of readings'),
  }),
});

type Payload = z.infer<typeof acquisition>['payload'];

function recordingOf(name: string, document: unknown, rest: Uint8Array | null): Recording {
  const parsed = acquisition.safeParse(document);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const where = path.length > 0 ? ` at ${path.map(String).join('.')}` : '';
    throw new Failure(
      'bad-file',
      `${name} is not in the data acquisition format${where}: ${lowerFirst(message)}. Mend it, or ` +
        'save the recording as CSV.',
    );
  }
  const { payload } = parsed.data;
  const axes = payload.sensors.map(({ name, units }) => ({ name, unit: units }));
  const twin = axes.find((axis, i) => axes.findIndex(({ name }) => name === axis.name) !== i);
  if (twin) {
    throw new Failure('bad-file', `${name} has two sensors named "${twin.name}": rename one.`);
  }
  const values = valuesOf(name, payload, rest);
  const isSound = payload.sensors.every(({ units }) => units === 'wav');
  const { device_name: deviceName, device_type: deviceType } = payload;
  return {
    // Sound has no unit once it is scaled.
    axes: isSound ? axes.map((axis) => ({ ...axis, unit: '' })) : axes,
    sampleRateHz: rateOf(payload.interval_ms),
    values: isSound && values.every(Number.isInteger) ? values.map((x) => x / 2 ** 15) : values,
    ...((deviceName || deviceType) && {
      device: { name: deviceName ?? '', type: deviceType ?? '' },
    }),
    notes: [],
  };
}

/** 1000 / interval; intervals are written with few digits, 0.0625 or 16.67, and mean whole rates. */
function rateOf(intervalMs: number): number {
  const rate = 1000 / intervalMs;
  const whole = Math.round(rate);
  return whole > 0 && Math.abs(rate - whole) < 5e-4 * rate && rate !== whole ? whole : rate;
}

function valuesOf(name: string, { sensors, values }: Payload, rest: Uint8Array | null) {
  if (values.length === 0) {
    throw new Failure('bad-file', `${name} holds no readings: record it again.`);
  }
  if (typeof values[0] === 'string') return referred(name, values[0], sensors.length, rest);
  if (rest && rest.length > 0) {
    throw new Failure(
      'bad-file',
      `${name} goes on for ${rest.length} bytes after its end: it is damaged, copy or record it again.`,
    );
  }
  const flat = sensors.length === 1 && !Array.isArray(values[0]);
  const numbers = new Float32Array(values.length * sensors.length);
  values.forEach((value, i) => {
    const reading: unknown = flat ? [value] : value;
    if (!Array.isArray(reading) || reading.length !== sensors.length) {
      const has = Array.isArray(reading) ? `has ${reading.length} values` : 'is no list';
      throw new Failure(
        'bad-file',
        `Reading ${i + 1} of ${name} ${has}, its sensors are ${sensors.length}: mend or remove it.`,
      );
    }
    reading.forEach((number: unknown, axis) => {
      if (typeof number !== 'number' || !Number.isFinite(Math.fround(number))) {
        throw new Failure(
          'bad-file',
          `Reading ${i + 1} of ${name} holds ${shown(number)} for ${sensors[axis]!.name}, ` +
            'which is no number: mend or remove it.',
        );
      }
      numbers[i * sensors.length + axis] = number;
    });
  });
  return numbers;
}

/** Readings that stand after the document instead of in it. */
function referred(name: string, reference: string, axes: number, rest: Uint8Array | null) {
  if (!/^Ref-BINARY-i16 *$/.test(reference)) {
    const isPicture = reference.startsWith('Ref-BINARY-image');
    throw new Failure(
      'bad-file',
      isPicture
        ? `${name} stands for a picture; pictures cannot be read as recordings.`
        : `${name} refers to readings as "${reference.slice(0, 40)}", which is not known here: ` +
            'only Ref-BINARY-i16 is.',
    );
  }
  if (!rest || rest.length === 0) {
    throw new Failure('bad-file', `${name} is cut off before its sound: copy or record it again.`);
  }
  if (rest.length % (2 * axes) !== 0) {
    throw new Failure(
      'bad-file',
      `${name} ends within a reading: its ${rest.length} bytes of sound are no multiple of ` +
        `${2 * axes}. Copy or record it again.`,
    );
  }
  const view = new DataView(rest.buffer, rest.byteOffset, rest.byteLength);
  return Float32Array.from({ length: rest.length / 2 }, (_, i) => view.getInt16(i * 2, true));
}

/** Line and column where JSON broke off, from the engine's message. */
function whereIn(text: string, error: unknown): string {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (position === undefined) return 'it ends too early';
  const before = text.slice(0, Number(position)).split('\n');
  return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `"${value.slice(0, 40)}"` : String(value).slice(0, 40);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
