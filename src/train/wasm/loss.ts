import { control, doubles } from './control.ts';
import { f32, f64, i32, type Local } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { at } from './picture.ts';
import type { Functions } from './polynomial.ts';
import type { Share } from './program.ts';

export interface CrossEntropy {
  /** Address of the logits, rows of `channels` numbers of which `classes` are used. */
  readonly logits: number;
  readonly gradients: number;
  readonly channels: number;
  readonly classes: number;
  /** Address of [batch, classes] float32. */
  readonly shares: number;
  /** Address of [classes] float32. */
  readonly classWeights: number;
  /** Offset of this part's loss, float64, in its own memory. */
  readonly loss: number;
}

/** Softmax cross entropy and its gradient by the logits, in float64: the meaning is in ../loss.ts. */
export function emitCrossEntropy(
  f: FunctionBuilder,
  share: Share,
  the: CrossEntropy,
  { exp, log }: Functions,
): void {
  const { classes, channels } = the;
  const [image, c, row, shares] = f.locals('i32', 4) as Local<'i32'>[];
  const [most, sum, weight, loss, logSum] = f.locals('f64', 5) as Local<'f64'>[];
  const smoothing = f.let(f64.load(i32.const(doubles.smoothing)));
  const count = f.let(f64.fromI32(i32.load(i32.const(control.count))));
  const logit = () => f64.fromF32(f32.load(i32.add(row!, c!), the.logits));
  const shareOf = () => f64.fromF32(f32.load(i32.add(shares!, c!)));
  const eachClass = (body: () => void) => f.range(c!, 0, classes * 4, 4, body);
  f.range(image!, share.from, share.to, 1, () => {
    f.set(row!, i32.mul(image!, channels * 4));
    f.set(shares!, at(the.shares, image!, classes * 4));
    f.set(most!, f64.const(Number.NEGATIVE_INFINITY));
    eachClass(() => f.set(most!, f64.max(most!, logit())));
    f.set(sum!, f64.const(0));
    f.set(weight!, f64.const(0));
    eachClass(() => {
      f.set(sum!, f64.add(sum!, exp(f64.sub(logit(), most!))));
      const classWeight = f64.fromF32(f32.load(c!, the.classWeights));
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
      f.storeF32(i32.add(row!, c!), the.gradients, f32.fromF64(gradient));
    });
    for (let pad = classes; pad < channels; pad++) {
      f.storeF32(row!, the.gradients + 4 * pad, f32.const(0));
    }
  });
  f.storeF64(share.own, the.loss, loss!);
}
