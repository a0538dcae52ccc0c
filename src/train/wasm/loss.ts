import type { Loss } from '../loss.ts';
import { control, doubles } from './control.ts';
import { type F64, f32, f32x4, f64, i32, type Local, select, v128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { at } from './picture.ts';
import type { Functions } from './polynomial.ts';
import type { Share } from './program.ts';

export interface LossPlaces {
  /** Address of the logits, `rows` rows of `channels` numbers of which `classes` are used. */
  readonly logits: number;
  readonly gradients: number;
  /** For each example. */
  readonly rows: number;
  readonly channels: number;
  readonly classes: number;
  /** Address of [batch, rows, classes] float32. */
  readonly shares: number;
  /** Address of [classes] float32. */
  readonly classWeights: number;
  /** Offset of this part's loss, float64, in its own memory. */
  readonly loss: number;
}

/** The loss of the share and its gradient by the outputs: the meaning is in ../loss.ts. */
export function emitLoss(
  f: FunctionBuilder,
  share: Share,
  loss: Loss,
  the: LossPlaces,
  functions: Functions,
): void {
  if (loss.kind === 'crossEntropy') emitCrossEntropy(f, share, the, functions);
  else if (loss.kind === 'binaryCrossEntropy') emitBinaryCrossEntropy(f, share, the, functions);
  else emitDistance(f, share, the, loss.kind === 'huber' ? loss.delta : null);
}

/** Softmax cross entropy, in float64. */
function emitCrossEntropy(
  f: FunctionBuilder,
  share: Share,
  the: LossPlaces,
  { exp, log }: Functions,
): void {
  const { classes } = the;
  const c = f.local('i32');
  const [most, sum, weight, loss, logSum] = f.locals('f64', 5) as Local<'f64'>[];
  const smoothing = f.let(f64.load(i32.const(doubles.smoothing)));
  const count = f.let(rowsIn(the));
  eachRow(f, share, the, (row, shares) => {
    const logit = () => f64.fromF32(f32.load(i32.add(row, c), the.logits));
    const shareOf = () => f64.fromF32(f32.load(i32.add(shares, c)));
    const eachClass = (body: () => void) => f.range(c, 0, classes * 4, 4, body);
    f.set(most!, f64.const(Number.NEGATIVE_INFINITY));
    eachClass(() => f.set(most!, f64.max(most!, logit())));
    f.set(sum!, f64.const(0));
    f.set(weight!, f64.const(0));
    eachClass(() => {
      f.set(sum!, f64.add(sum!, exp(f64.sub(logit(), most!))));
      const classWeight = f64.fromF32(f32.load(c, the.classWeights));
      f.set(weight!, f64.add(weight!, f64.mul(shareOf(), classWeight)));
    });
    f.set(weight!, f64.div(weight!, count));
    f.set(logSum!, f64.add(most!, log(sum!)));
    eachClass(() => {
      const logScore = f.let(f64.sub(logit(), logSum!));
      const own = f64.mul(f64.sub(f64.const(1), smoothing), shareOf());
      const target = f.let(f64.add(own, f64.div(smoothing, f64.const(classes))));
      const part = f64.mul(f64.mul(weight!, target), logScore);
      f.set(loss!, f64.sub(loss!, part));
      const gradient = f64.mul(weight!, f64.sub(exp(logScore), target));
      f.storeF32(i32.add(row, c), the.gradients, f32.fromF64(gradient));
    });
  });
  f.storeF64(share.own, the.loss, loss!);
}

/** log(1 + e^x) − target x for each output, in float64. */
function emitBinaryCrossEntropy(
  f: FunctionBuilder,
  share: Share,
  the: LossPlaces,
  { exp, log }: Functions,
): void {
  const c = f.local('i32');
  const loss = f.local('f64');
  const count = f.let(f64.mul(rowsIn(the), f64.const(the.classes)));
  const one = f64.const(1);
  eachRow(f, share, the, (row, shares) => {
    f.range(c, 0, the.classes * 4, 4, () => {
      const x = f.let(f64.fromF32(f32.load(i32.add(row, c), the.logits)));
      const target = f.let(f64.fromF32(f32.load(i32.add(shares, c))));
      const weight = f.let(f64.div(f64.fromF32(f32.load(c, the.classWeights)), count));
      const tail = f.let(exp(f64.neg(f64.abs(x))));
      const whole = f.let(f64.add(one, tail));
      const above = f64.sub(f64.max(x, f64.const(0)), f64.mul(target, x));
      f.set(loss, f64.add(loss, f64.mul(weight, f64.add(above, log(whole)))));
      const score = select(f64.div(one, whole), f64.div(tail, whole), f64.gt(x, f64.const(0)));
      const gradient = f64.mul(weight, f64.sub(score, target));
      f.storeF32(i32.add(row, c), the.gradients, f32.fromF64(gradient));
    });
  });
  f.storeF64(share.own, the.loss, loss);
}

/** The mean square of the differences; or, where they are cut at `delta`, Huber's. */
function emitDistance(
  f: FunctionBuilder,
  share: Share,
  the: LossPlaces,
  delta: number | null,
): void {
  const whole = Math.floor(the.classes / 4) * 16;
  const c = f.local('i32');
  const loss = f.local('f64');
  const sum = f.local('v128');
  const count = f.let(f64.mul(rowsIn(the), f64.const(the.classes)));
  const scale = f.let(f64.div(f64.const(delta === null ? 2 : 1), count));
  const scales = f.let(f32x4.splat(f32.fromF64(scale)));
  const cost = (away: Local<'v128'>) => {
    if (delta === null) return { value: f32x4.mul(away, away), slope: away };
    const near = f32x4.pmin(f32x4.pmax(away, f32x4.const(-delta)), f32x4.const(delta));
    const slope = f.let(near);
    const rest = f32x4.sub(away, f32x4.mul(slope, f32x4.const(0.5)));
    return { value: f32x4.mul(slope, rest), slope };
  };
  eachRow(f, share, the, (row, shares) => {
    f.set(sum, v128.zero());
    f.range(c, 0, whole, 16, () => {
      const output = f32x4.load(i32.add(row, c), the.logits);
      const away = f.let(f32x4.sub(output, f32x4.load(i32.add(shares, c))));
      const { value, slope } = cost(away);
      f.set(sum, f32x4.add(sum, value));
      f.store(i32.add(row, c), the.gradients, f32x4.mul(slope, scales));
    });
    for (let lane = 0; lane < 4; lane++)
      f.set(loss, f64.add(loss, f64.fromF32(f32x4.lane(sum, lane))));
    for (let at = whole; at < the.classes * 4; at += 4) {
      const [output, target] = [f32.load(row, the.logits + at), f32.load(shares, at)];
      const away = f.let(f32x4.sub(f32x4.splat(output), f32x4.splat(target)));
      const { value, slope } = cost(away);
      f.set(loss, f64.add(loss, f64.fromF32(f32x4.lane(value, 0))));
      f.storeF32(row, the.gradients + at, f32x4.lane(f32x4.mul(slope, scales), 0));
    }
  });
  f.storeF64(share.own, the.loss, f64.div(loss, count));
}

/** Rows of the whole batch. */
function rowsIn({ rows }: LossPlaces): F64 {
  return f64.fromI32(i32.mul(i32.load(i32.const(control.count)), rows));
}

/** Every row of the share: where it lies from the addresses of outputs, and where its targets lie. */
function eachRow(
  f: FunctionBuilder,
  { from, to }: Share,
  { rows, channels, classes, shares, gradients }: LossPlaces,
  body: (row: Local<'i32'>, shares: Local<'i32'>) => void,
): void {
  const [number, row, wanted] = f.locals('i32', 3) as Local<'i32'>[];
  f.range(number!, i32.mul(from, rows), i32.mul(to, rows), 1, () => {
    f.set(row!, i32.mul(number!, channels * 4));
    f.set(wanted!, at(shares, number!, classes * 4));
    body(row!, wanted!);
    for (let pad = classes; pad < channels; pad++) {
      f.storeF32(row!, gradients + 4 * pad, f32.const(0));
    }
  });
}
