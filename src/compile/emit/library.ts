import type { BareNetwork, Impulse, NamedImpulse, PictureImpulse } from '../../graph/impulse.ts';
import type { Value } from '../../graph/op.ts';
import type { StateSlot } from '../../graph/state.ts';
import {
  binary,
  type CType,
  call,
  int,
  name,
  type Parameter,
  type Statement,
  type,
} from '../c/tree.ts';
import { Names } from '../names.ts';
import type { CompileOptions } from '../options.ts';
import type { MemoryPlan } from '../plan/memory-plan.ts';
import type { Storage } from '../plan/storage.ts';
import { layerCalls, type MemoryId, type Program, type Step } from '../program.ts';
import { framedFormOf } from './framed-form.ts';

/** All that the files of a library are written from. */
export interface Library<I extends NamedImpulse = Impulse> {
  /** Lower case. */
  readonly name: string;
  readonly impulse: I;
  readonly program: Program;
  readonly storage: Storage;
  readonly plan: MemoryPlan;
  readonly picture: readonly string[];
  /** The names of each layer's constants, by the layer's name. */
  readonly layers: ReadonlyMap<string, LayerNames>;
  readonly featureCount: number;
  readonly constantBytes: number;
  readonly macs: number;
  readonly options: CompileOptions;
}

/** A library of either kind. */
export type AnyLibrary = Library<Impulse> | Library<PictureImpulse>;

export function isPictures(library: AnyLibrary): library is Library<PictureImpulse> {
  return 'image' in library.impulse;
}

/** What the calls of a library take and hand on: the thing it looks at, and its features. */
export interface CallForm {
  readonly source: Parameter;
  readonly features: { readonly in: CType; readonly out: CType };
  /** What a public call checks of the source besides NULL. */
  readonly guards: readonly Statement[];
}

export function callForm(library: AnyLibrary): CallForm {
  if (!isPictures(library)) {
    const features = { in: type.view('float'), out: type.pointer('float') };
    const element =
      framedFormOf(library.impulse, library.options.strideReadings)?.element ?? 'float';
    return { source: { type: type.view(element), name: 'window' }, features, guards: [] };
  }
  const isWhole = call('thimble_frame_is_whole', name('frame'));
  const refuse = { kind: 'return', value: name('THIMBLE_ERR_FRAME') } as const;
  return {
    source: { type: type.view('thimble_frame'), name: 'frame' },
    features: { in: type.view('int8_t'), out: type.pointer('int8_t') },
    guards: [{ kind: 'if', test: binary(isWhole, '==', int(0)), body: [refuse] }],
  };
}

export function isNetwork(impulse: NamedImpulse): impulse is BareNetwork {
  return !('signal' in impulse) && !('image' in impulse);
}

/** The field of the state struct in which a layer remembers something. */
export function stateField(step: string, { name: slot }: StateSlot): string {
  return `${step}_${slot}`;
}

/** What a value that is a table in flash is called. */
export function constantName(library: Library<NamedImpulse>, id: MemoryId): string {
  return symbol(library, `value_${library.program.memories[id]!.name}`);
}

/** How the constants of one layer are called. */
export interface LayerNames {
  readonly config: string;
  /** By suffix. */
  readonly tables: ReadonlyMap<string, string>;
}

/** Tables that a config points at stay in their file; those that a call names are seen outside. */
export function nameLayers(library: string, { steps }: Program): Map<string, LayerNames> {
  const local = new Names();
  const names = steps.flatMap(layerCalls).map(({ name: layer, kernel }) => {
    const config = `thimble_${library}_layer_${layer}`;
    const tables = new Map<string, string>();
    for (const { suffix } of kernel.data.tables) {
      const seen = kernel.data.config === null;
      tables.set(suffix, seen ? `${config}_${suffix}` : local.take(`${layer}_${suffix}`));
    }
    return [layer, { config, tables }] as const;
  });
  return new Map(names);
}

/** `THIMBLE_GESTURES_AXES`. */
export function macro(library: Library<NamedImpulse>, what: string): string {
  return `THIMBLE_${library.name.toUpperCase()}_${what}`;
}

/** `thimble_gestures_run`. */
export function symbol(library: Library<NamedImpulse>, what: string): string {
  return `thimble_${library.name}_${what}`;
}

/** `dense_1: dense, int8 [258] -> int8 [48], relu`. */
export function describeStep({
  name: step,
  op,
  from,
  to,
}: Pick<Step, 'name' | 'op' | 'from' | 'to'>): string {
  const kind = op?.kind ?? (step === 'image' ? 'image' : 'copy');
  const block = op?.kind === 'features' ? ` (${op.block.kind})` : '';
  const inputs = from.map(describeValue).join(' and ');
  const activation = op && 'activation' in op && op.activation !== 'none' ? op.activation : '';
  const after = activation && op?.kind !== 'activation' ? `, ${activation}` : '';
  const title = step === kind ? kind : `${step}: ${kind}`;
  return `${title}${block}, ${inputs} -> ${describeValue(to)}${after}`;
}

export function describeValue({ type, shape }: Value): string {
  const names = { f32: 'float', i8: 'int8', i4: 'int4', i16: 'int16', i32: 'int32' };
  return `${names[type]} [${shape.join(', ')}]`;
}

/** The C type of each number type. */
export const elements = {
  f32: 'float',
  i8: 'int8_t',
  i4: 'int8_t',
  i16: 'int16_t',
  i32: 'int32_t',
} as const;

/** The first line of every generated file. */
export function madeBy({ options: { header }, impulse }: Library<NamedImpulse>): string {
  if (isNetwork(impulse))
    return `Made by Thimble ${header.toolVersion} from the network ${impulse.name}.`;
  return `Made by Thimble ${header.toolVersion} from the impulse ${impulse.name}, seed ${header.seed}.`;
}

/** The plan of the arena as a picture in letters. */
export function planText({ plan, picture }: Library<NamedImpulse>): string {
  const proven = plan.arenaBytes === plan.lowerBoundBytes;
  const best = proven ? 'the least possible for' : `at most ${gapOf(plan)} too many for`;
  return `The arena: ${plan.arenaBytes} bytes, ${best} these calls in this order. Each row is one value or
scratch, from its first to its last byte; # marks the calls (numbered in their order) while it is
there. Where bytes of two rows meet in one column, the output lies over the input.

${picture.map((line) => `  ${line}`).join('\n')}`;
}

function gapOf({ arenaBytes, lowerBoundBytes }: MemoryPlan): number {
  return arenaBytes - lowerBoundBytes;
}

/** `if (window == NULL || arena == NULL) { return THIMBLE_ERR_NULL; }` */
export function refuseNull(parameters: readonly Parameter[]): Statement[] {
  const tests = parameters.map((one) => binary(name(one.name), '==', name('NULL')));
  const test = tests.reduce((left, right) => binary(left, '||', right));
  return [{ kind: 'if', test, body: [{ kind: 'return', value: name('THIMBLE_ERR_NULL') }] }];
}
