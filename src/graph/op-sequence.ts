import type { Quantization, Tensor } from '../tensor/tensor.ts';
import type { Activation } from './op.ts';

/**
 * Long short-term memory over a sequence [time, in] to [time, cells], from states that outlive the
 * call. With gates i, f, g, o over Wx + Rh + b:
 *
 *     cell = σ(f) cell + σ(i) tanh(g);  h = σ(o) tanh(cell)
 */
export interface LstmOp {
  readonly kind: 'lstm';
  readonly gates: {
    readonly input: GateWeights;
    readonly forget: GateWeights;
    readonly cell: GateWeights;
    readonly output: GateWeights;
  };
  /** The cell is kept within −cellClip … cellClip; 0: it is not. */
  readonly cellClip: number;
  /** For int8: of the hidden state in int8 and of the cell in int16, whose scale is a power of 2. */
  readonly hiddenQuantization?: Quantization;
  readonly cellQuantization?: Quantization;
}

/** W [cells, in], R [cells, cells] in int8 of one scale each or float32, b [cells]. */
export interface GateWeights {
  readonly weight: Tensor<'f32'> | Tensor<'i8'>;
  readonly weightQuantization?: Quantization;
  readonly recurrent: Tensor<'f32'> | Tensor<'i8'>;
  readonly recurrentQuantization?: Quantization;
  readonly bias: Tensor<'f32'> | Tensor<'i32'>;
}

/**
 * A gated recurrent unit over a sequence [time, in] to [time, cells], only in float32, its state
 * zero at the beginning of each call (Cho and others 2014, with the reset gate after the product):
 *
 *     z = σ(Wz x + Rz h + bz);  r = σ(Wr x + Rr h + br);
 *     n = tanh(Wn x + bn + r (Rn h + cn));  h = z h + (1 − z) n
 */
export interface GruOp {
  readonly kind: 'gru';
  readonly update: GateWeights;
  readonly reset: GateWeights;
  readonly candidate: GateWeights;
  /** cn [cells]. */
  readonly recurrentBias: Tensor<'f32'>;
}

/**
 * A rank-r filter over time (Nakkiran and others 2015): each of units × rank filters projects the
 * input [in] to one number, remembers the last `memory` of them, and weighs those; a unit is the sum
 * of its filters and its bias.
 */
export interface SvdfOp {
  readonly kind: 'svdf';
  readonly rank: number;
  /** [filters, in] */
  readonly featureWeight: Tensor<'f32'> | Tensor<'i8'>;
  readonly featureQuantization?: Quantization;
  /** [filters, memory] */
  readonly timeWeight: Tensor<'f32'> | Tensor<'i16'> | Tensor<'i8'>;
  readonly timeQuantization?: Quantization;
  /** [units] */
  readonly bias: Tensor<'f32'> | Tensor<'i32'>;
  readonly activation: Activation;
  /** For int8: of the remembered numbers, which have the type of timeWeight. */
  readonly stateQuantization?: Quantization;
}
