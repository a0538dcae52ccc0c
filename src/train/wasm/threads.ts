import { control } from './control.ts';
import { encodeUnsigned } from './encode.ts';
import { type I32, i32, type Local } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import type { ModuleBuilder } from './module-builder.ts';

/**
 * A barrier for `threads` threads: the last to come lets the others go on. Those who wait look a few
 * thousand times, which is enough as a rule, and then sleep.
 */
export function writeBarrier(module: ModuleBuilder): FunctionBuilder {
  return module.function('barrier', ['i32'], (f, threads) => {
    if (!module.options.shared) return;
    f.when(i32.leU(threads, 1), () => f.raw([0x0f]));
    const passed = f.let(atomicLoad(control.passed));
    const before = f.let(atomicAdd(control.arrived, 1));
    f.when(
      i32.eq(i32.add(before, 1), threads),
      () => {
        atomicStore(f, control.arrived, 0);
        f.set(before, atomicAdd(control.passed, 1));
        f.set(before, notify(control.passed));
      },
      () => wait(f, passed),
    );
  });
}

function wait(f: FunctionBuilder, passed: Local<'i32'>): void {
  const looks = f.let(i32.const(0));
  f.block(() => {
    f.doWhile(
      () => {
        f.leaveWhen(i32.ne(atomicLoad(control.passed), passed), 1);
        f.step(looks, 1);
      },
      () => i32.ltU(looks, 20_000),
    );
    f.doWhile(
      () => f.set(looks, waitWhile(control.passed, passed)),
      () => i32.eq(atomicLoad(control.passed), passed),
    );
  });
}

function atomic(opcode: number, operands: readonly I32[]): I32 {
  const code = operands.flatMap((operand) => operand.code);
  return { type: 'i32', code: [...code, 0xfe, opcode, 2, ...encodeUnsigned(0)] };
}

function atomicLoad(address: number): I32 {
  return atomic(0x10, [i32.const(address)]);
}

function atomicAdd(address: number, value: number): I32 {
  return atomic(0x1e, [i32.const(address), i32.const(value)]);
}

function atomicStore(f: FunctionBuilder, address: number, value: number): void {
  f.raw(atomic(0x17, [i32.const(address), i32.const(value)]).code);
}

function notify(address: number): I32 {
  return atomic(0x00, [i32.const(address), i32.const(1024)]);
}

/** Sleeps without end unless the word differs already. */
function waitWhile(address: number, value: I32): I32 {
  const forever = [0x42, 0x7f]; // i64.const −1
  const code = [...i32.const(address).code, ...value.code, ...forever];
  return { type: 'i32', code: [...code, 0xfe, 0x01, 2, ...encodeUnsigned(0)] };
}
