import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sigmoid16, tanh16 } from '../../../graph/sigmoid16.ts';
import { sigmoidLines } from './sigmoid-lines.ts';

/** What thimble_lstm_dsp.inc computes from the lines, for every number that there is. */

const lines = sigmoidLines();

test('the lines give the logistic function of every number of 16 bits', () => {
  for (let value = -32768; value <= 32767; value++) {
    assert.equal(curve(3 * value, 2 ** 24 + 512) >> 10, sigmoid16(value), `${value}`);
  }
});

test('the lines give tanh of every number of 16 bits in every unit of a cell', () => {
  for (let power = -15; power <= 0; power++) {
    for (let value = -32768; value <= 32767; value++) {
      const place = power >= -12 ? 6 * value * 2 ** (12 + power) : 2 * rounded(value, -12 - power);
      assert.equal(curve(saturated(place), 256) >> 9, tanh16(value, power), `${value}, ${power}`);
    }
  }
});

/** ADD, ASR, LDR, BFI and SMLAD of lstm_curve. */
function curve(place: number, rounding: number): number {
  const line = lines[(place >> 9) + 256]!;
  return (line >> 16) * 512 + ((line << 16) >> 16) * (place & 511) + rounding + (place >> 31);
}

function rounded(value: number, shift: number): number {
  return (3 * value + 2 ** (shift - 1)) >> shift;
}

/** SSAT to 18 bits. */
function saturated(place: number): number {
  return Math.min(131071, Math.max(-131072, place));
}
