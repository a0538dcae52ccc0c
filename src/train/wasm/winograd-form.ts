import type { Picture, Sliding } from './picture.ts';
import {
  ofSpreadInput,
  ofSpreadInputBehindBorder,
  ofSpreadOutput,
  ofSpreadOutputBehindBorder,
  ofStridedFilter,
  ofStridedFilterGradient,
  ofStridedInput,
  ofStridedOutput,
  ofStridedOutputGradient,
} from './winograd-strided.ts';
import {
  ofFilter,
  ofFilterGradient,
  ofInput,
  ofOutput,
  ofOutputGradient,
  type Transform,
} from './winograd-transforms.ts';

/** How one dimension of a tile is worked out; a tile has the same form in both. */
export interface WinogradForm {
  /** Numbers that a tile reads, how far the next tile lies from it, and numbers that it makes. */
  readonly reach: number;
  readonly advance: number;
  readonly makes: number;
  /** Products of a tile. */
  readonly planes: number;
  /** `reach` numbers to `planes`. */
  readonly ofInput: Transform;
  /** `planes` products to `makes` results. */
  readonly ofOutput: Transform;
  /** The way back of `ofOutput`; none where only results are made. */
  readonly ofOutputGradient: Transform;
  readonly filter: FilterForm;
}

/** Three taps to six and back: product i takes number i of those, the last for all that follow. */
export interface FilterForm {
  readonly ofFilter: Transform;
  readonly ofGradient: Transform;
}

/** Where tiles lie: `top` and `left` are the border before the picture that is read. */
export interface WinogradPlace {
  readonly from: Picture;
  readonly to: Picture;
  readonly slide: Pick<Sliding, 'top' | 'left'>;
  readonly form: WinogradForm;
}

const unit: WinogradForm = {
  reach: 6,
  advance: 4,
  makes: 4,
  planes: 6,
  ofInput,
  ofOutput,
  ofOutputGradient,
  filter: { ofFilter, ofGradient: ofFilterGradient },
};

const stridedFilter = { ofFilter: ofStridedFilter, ofGradient: ofStridedFilterGradient };

const strided: WinogradForm = {
  reach: 9,
  advance: 8,
  makes: 4,
  planes: 9,
  ofInput: ofStridedInput,
  ofOutput: ofStridedOutput,
  ofOutputGradient: ofStridedOutputGradient,
  filter: stridedFilter,
};

const spread: WinogradForm = {
  ...strided,
  reach: 5,
  advance: 4,
  makes: 8,
  ofInput: ofSpreadInput,
  ofOutput: ofSpreadOutput,
};

const spreadBehindBorder: WinogradForm = {
  ...spread,
  ofInput: ofSpreadInputBehindBorder,
  ofOutput: ofSpreadOutputBehindBorder,
};

interface Convolution {
  readonly from: Picture;
  readonly to: Picture;
  readonly slide: Sliding;
}

/** How a convolution of 3 by 3 is made by tiles; null where it does not come in whole ones. */
export function winogradOf({ from, to, slide }: Convolution): WinogradPlace | null {
  const { kernel, stride, dilation, top, left } = slide;
  const form = stride.join() === '1,1' ? unit : stride.join() === '2,2' ? strided : null;
  const plain = kernel.join() === '3,3' && dilation.join() === '1,1' && top >= 0 && left >= 0;
  const whole = from.channels % 8 === 0 && to.height % 4 === 0 && to.width % 4 === 0;
  return form && plain && whole ? { from, to, slide: { top, left }, form } : null;
}

/** The same for its gradient by the input, which is made from panels that are turned over. */
export function winogradBackOf(forward: Convolution): WinogradPlace | null {
  if (winogradOf(forward) === null) return null;
  const { from, to, slide } = forward;
  const { stride, top, left } = slide;
  if (stride[0] === 1) {
    const back = { from: to, to: from, slide: { ...slide, top: 2 - top, left: 2 - left } };
    return winogradOf(back);
  }
  const doubled = from.height === 2 * to.height && from.width === 2 * to.width;
  if (!doubled || top !== left || top > 1) return null;
  const form = top === 0 ? spread : spreadBehindBorder;
  return { from: to, to: from, slide: { top: 1 - top, left: 1 - left }, form };
}
