import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFault, faultIn } from './fault.ts';

test('a fault is read out of what a firmware printed before and after it', () => {
  const text =
    '..\nfault exception 0x00000005 pc 0x0000051c lr 0x00000411 cfsr 0x00008200 mmfar 0xe000edf8 bfar 0xdeadbeef\n';
  const fault = faultIn(text)!;
  assert.deepEqual(
    [fault.exception, fault.pc, fault.lr, fault.bfar],
    [5, 0x51c, 0x411, 0xdeadbeef],
  );
  assert.equal(
    describeFault(fault),
    'a bus fault (data access that no memory answers) at address 0xdeadbeef',
  );
  assert.equal(faultIn('all is well\n'), null);
});

test('an address is told only where the core holds it to be valid', () => {
  const base = { exception: 4, pc: 0, lr: 0, mmfar: 0x20, bfar: 0x30 };
  assert.equal(
    describeFault({ ...base, cfsr: 0x82 }),
    'a memory management fault (data access that is not allowed) at address 0x00000020',
  );
  assert.equal(
    describeFault({ ...base, cfsr: 0x01 }),
    'a memory management fault (code where none may run)',
  );
  assert.equal(describeFault({ ...base, exception: 3, cfsr: 0 }), 'a hard fault');
});
