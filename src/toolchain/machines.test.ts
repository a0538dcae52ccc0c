import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import {
  emulatedCores,
  instructionClockShift,
  instructionsBetween,
  machineFor,
} from './machines.ts';

test('readings of the two counters give the instructions between them exactly, however many', () => {
  const random = new Random(1, 'counters');
  for (const core of emulatedCores) {
    const machine = machineFor(core);
    if (machine.clockShift === 0) continue; // counts by itself
    for (let i = 0; i < 2000; i++) {
      const count = Math.floor(2 ** random.between(0, 37));
      const start = BigInt(random.below(2 ** 32)) * 1000n + BigInt(random.below(1000));
      const { ticks, slowTicks } = readings(start, BigInt(count), machine.counterHz);
      assert.equal(instructionsBetween(ticks, slowTicks, machine), count, core);
    }
  }
});

/** What counters that run by a clock of nanoseconds show, in whole numbers: the emulator's rule. */
function readings(startNs: bigint, instructions: bigint, counterHz: number) {
  const endNs = startNs + (instructions << BigInt(instructionClockShift));
  const ticksAt = (ns: bigint, hz: bigint) => (ns * hz) / 1_000_000_000n;
  const between = (hz: bigint) => Number((ticksAt(endNs, hz) - ticksAt(startNs, hz)) & 0xffffffffn);
  return { ticks: between(BigInt(counterHz)), slowTicks: between(100n) };
}
