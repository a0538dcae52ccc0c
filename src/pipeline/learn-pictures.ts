import { Random } from '../base/random.ts';
import { stopIfCancelled, type Task } from '../base/task.ts';
import { channelsOf, type ImageBlock } from '../dsp/image.ts';
import type { Graph } from '../graph/op.ts';
import { parameterCount, printGraph } from '../graph/print.ts';
import { simplify } from '../graph/simplify.ts';
import { withInt8Input } from '../quantize/int8-input.ts';
import type { Quantized } from '../quantize/quantize.ts';
import type { Quantization } from '../tensor/tensor.ts';
import { augmentPicture, movedPlace, type PictureForm } from '../train/augment-picture.ts';
import { type Examples, joined, type TrainingData, type Versions } from '../train/data.ts';
import { type Cells, cellsOf, type Thing } from '../train/detection/cells.ts';
import { type TrainResult, train } from '../train/loop.ts';
import { cellSide } from '../train/networks/centres.ts';
import { makeNetwork } from '../train/networks/makers.ts';
import type { PictureRecipe } from '../train/recipes/pictures.ts';
import type { TrainOptions } from '../train/train-options.ts';
import { defaultIntegerWish, type IntegerWish, toIntegers } from './integers.ts';
import type { LearnWorld } from './learn.ts';
import type { PictureData, Pictures } from './pictures.ts';
import type { BuildSettings } from './settings.ts';

/** What is learned from the training part of pictures. */
export interface LearnedPictures {
  /** Trained, in float32, batch norm folded. */
  readonly float: Graph;
  /** Its `network` takes the picture in int8 as the image block makes it. */
  readonly int8: Quantized;
  readonly trained: TrainResult;
  readonly parameters: number;
  readonly printed: string;
  /** What the int8 values of a picture stand for in the float network. */
  readonly form: Quantization;
}

/**
 * Fits a network to the training and the validation part together; the test part is not looked at.
 * Nothing is chosen by the validation part: the rate falls to 0, weights are averaged and strong
 * augmentation lets a network gain to the end, so that the last step's is the one to keep, and to learn
 * twice, once for a curve, would take twice as long.
 */
export async function learnPictures(
  name: string,
  data: PictureData,
  recipe: PictureRecipe,
  {
    integers = defaultIntegerWish,
    ...settings
  }: Pick<BuildSettings, 'seed' | 'integers' | 'training'>,
  task: Task,
  world: LearnWorld,
): Promise<LearnedPictures> {
  const lesson = preparePictures(name, data, recipe, settings, task, world);
  const store = world.checkpoint && { store: world.checkpoint };
  const { first, examples, options, form } = lesson;
  const trained = await train(first, examples, options, task, { ...world, ...store });
  const float = simplify(trained.network);
  const int8 = await picturesToIntegers(float, lesson, integers, task, world);
  return {
    float,
    int8,
    trained,
    parameters: parameterCount(trained.network),
    printed: printGraph(int8.network),
    form,
  };
}

/** All that a network for pictures is trained with. */
export interface PictureLesson {
  /** With its first weights. */
  readonly first: Graph;
  readonly examples: TrainingData;
  readonly options: TrainOptions;
  /** What the int8 values of a picture stand for. */
  readonly form: Quantization;
  /** The network's input for the training pictures as they are. */
  readonly rows: readonly Float32Array[];
}

/**
 * real = (int8 − zero) / deviation, with the zero at the training part's mean and one scale for all
 * colours: then the picture as it comes from the image block is the network's input, without a step
 * between.
 */
export function preparePictures(
  name: string,
  data: PictureData,
  recipe: PictureRecipe,
  { seed, training }: Pick<BuildSettings, 'seed' | 'training'>,
  task: Task,
  world: LearnWorld,
): PictureLesson {
  const form = spreadOf(data.train.pictures);
  const random = new Random(seed, 'first weights');
  const of = (part: 'train' | 'validation') =>
    examplesOf(data[part], data, recipe, form, new Random(seed, 'augment', part), task, world);
  const train =
    data.validation.pictures.length > 0 ? joined(of('train'), of('validation')) : of('train');
  return {
    first: firstPictureNetwork(`${name}_network`, recipe, data.labels.length, random),
    examples: { labels: data.labels, train, validation: null },
    options: { ...recipe.options, ...training, seed },
    form,
    rows: [realOf(data.train.pictures, form)],
  };
}

/** The integer form of a trained network; its `network` takes pictures in int8. */
export async function picturesToIntegers(
  float: Graph,
  { form, ...lesson }: PictureLesson,
  integers: IntegerWish,
  task: Task,
  world: LearnWorld,
): Promise<Quantized> {
  const data = { ...lesson, inputForms: [form] };
  const quantized = await toIntegers(float, data, integers, task, world);
  return { ...quantized, network: withInt8Input(quantized.network, form) };
}

/** The network of a recipe as it is before it has learned anything. */
export function firstPictureNetwork(
  name: string,
  { network, image }: Pick<PictureRecipe, 'network' | 'image'>,
  labels: number,
  random: Random,
): Graph {
  const shape = [image.height, image.width, channelsOf(image.colour)];
  return makeNetwork(network, { name, inputs: [{ name: 'picture', shape }], labels }, random);
}

/** The float network's inputs for some pictures, packed. */
export function realOf(pictures: readonly Int8Array[], form: Quantization): Float32Array {
  const [scale, size] = [form.scales[0]!, pictures[0]!.length];
  const values = new Float32Array(pictures.length * size);
  for (const [i, picture] of pictures.entries()) {
    for (let k = 0; k < size; k++) values[i * size + k] = scale * (picture[k]! - form.zeroPoint);
  }
  return values;
}

/** What the int8 values of pictures like these stand for. */
export function spreadOf(pictures: readonly Int8Array[]): Quantization {
  let [sum, squares, count] = [0, 0, 0];
  for (const picture of pictures) {
    for (const value of picture) {
      sum += value;
      squares += value * value;
    }
    count += picture.length;
  }
  const mean = sum / count;
  const deviation = Math.max(1, Math.sqrt(squares / count - mean * mean));
  return { scales: [Math.fround(1 / deviation)], zeroPoint: Math.round(mean), axis: null };
}

/** Pictures as they are, and for each epoch as they might have been taken. */
function examplesOf(
  { pictures, labels, things }: Pictures,
  { image }: PictureData,
  { augment }: PictureRecipe,
  form: Quantization,
  random: Random,
  task: Task,
  { pause }: LearnWorld,
): Examples {
  const inputs = [realOf(pictures, form)];
  const { width, height, colour } = image;
  const seen: PictureForm = { width, height, channels: channelsOf(colour), mean: form.zeroPoint };
  const grid = cellsFor(image);
  const cells = things && packedCells(things, grid);
  const versionsOf = async (epoch: number): Promise<Versions> => {
    const values = new Float32Array(inputs[0]!.length);
    const size = values.length / pictures.length;
    const scale = form.scales[0]!;
    const moved = things?.map((all, i) => {
      const place = movedPlace(seen, random.fork(epoch, i), augment);
      return all.map((thing) => movedThing(thing, place));
    });
    for (const [i, picture] of pictures.entries()) {
      const to = values.subarray(i * size, (i + 1) * size);
      augmentPicture(picture, seen, random.fork(epoch, i), augment, to);
      for (let k = 0; k < size; k++) to[k] = scale * (to[k]! - form.zeroPoint);
      if (i % 64 === 63) {
        stopIfCancelled(task);
        await pause();
      }
    }
    return { inputs: [values], ...(moved && { cells: packedCells(moved, grid) }) };
  };
  return { inputs, labels, ...(cells && { cells }), versionsOf };
}

/** The cells that a detector of centres divides a picture into. */
export function cellsFor({ width, height }: ImageBlock): Cells {
  const [rows, columns] = [height, width].map((side) => Math.ceil(side / cellSide));
  return { rows: rows!, columns: columns!, side: cellSide };
}

/** [pictures, rows, columns] */
export function packedCells(things: readonly (readonly Thing[])[], grid: Cells): Uint8Array {
  const size = grid.rows * grid.columns;
  const cells = new Uint8Array(things.length * size);
  for (const [i, all] of things.entries()) {
    cellsOf(all, grid, cells.subarray(i * size, (i + 1) * size));
  }
  return cells;
}

function movedThing(thing: Thing, place: ReturnType<typeof movedPlace>): Thing {
  const { x, y, across, down } = place(thing.x, thing.y);
  const [halfWidth, halfHeight] = [thing.halfWidth * across, thing.halfHeight * down];
  return { label: thing.label, x, y, halfWidth, halfHeight };
}
