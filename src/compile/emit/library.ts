import type { Impulse } from '../../graph/impulse.ts';
import type { Value } from '../../graph/op.ts';
import { binary, name, type Parameter, type Statement } from '../c/tree.ts';
import { Names } from '../names.ts';
import type { CompileOptions } from '../options.ts';
import type { MemoryPlan } from '../plan/memory-plan.ts';
import type { Storage } from '../plan/storage.ts';
import type { Program, Step } from '../program.ts';

/** All that the files of a library are written from. */
export interface Library {
  /** Lower case. */
  readonly name: string;
  readonly impulse: Impulse;
  readonly program: Program;
  readonly storage: Storage;
  readonly plan: MemoryPlan;
  readonly picture: readonly string[];
  /** The names of each step's constants. */
  readonly layers: readonly LayerNames[];
  readonly featureCount: number;
  readonly constantBytes: number;
  readonly macs: number;
  readonly options: CompileOptions;
}

/** How the constants of one layer are called. */
export interface LayerNames {
  readonly config: string;
  /** By suffix. */
  readonly tables: ReadonlyMap<string, string>;
}

/** Tables that a config points at stay in their file; those that a call names are seen outside. */
export function nameLayers(library: string, { steps }: Program): LayerNames[] {
  const local = new Names();
  return steps.map(({ name: step, kernel }) => {
    const config = `thimble_${library}_layer_${step}`;
    const tables = new Map<string, string>();
    if (kernel.kind === 'call') {
      for (const { suffix } of kernel.data.tables) {
        const seen = kernel.data.config === null;
        tables.set(suffix, seen ? `${config}_${suffix}` : local.take(`${step}_${suffix}`));
      }
    }
    return { config, tables };
  });
}

/** `THIMBLE_GESTURES_AXES`. */
export function macro(library: Library, what: string): string {
  return `THIMBLE_${library.name.toUpperCase()}_${what}`;
}

/** `thimble_gestures_run`. */
export function symbol(library: Library, what: string): string {
  return `thimble_${library.name}_${what}`;
}

/** `dense_1: dense, int8 [258] -> int8 [48], relu`. */
export function describeStep({ name: step, op, from, to }: Step): string {
  const kind = op?.kind ?? 'copy';
  const block = op?.kind === 'features' ? ` (${op.block.kind})` : '';
  const inputs = from.map(describeValue).join(' and ');
  const activation = op && 'activation' in op && op.activation !== 'none' ? op.activation : '';
  const after = activation && op?.kind !== 'activation' ? `, ${activation}` : '';
  const title = step === kind ? kind : `${step}: ${kind}`;
  return `${title}${block}, ${inputs} -> ${describeValue(to)}${after}`;
}

export function describeValue({ type, shape }: Value): string {
  return `${{ f32: 'float', i8: 'int8', i4: 'int4', i32: 'int32' }[type]} [${shape.join(', ')}]`;
}

/** The first line of every generated file. */
export function madeBy({ options: { header }, impulse }: Library): string {
  return `Made by Thimble ${header.toolVersion} from the impulse ${impulse.name}, seed ${header.seed}.`;
}

/** `if (window == NULL || arena == NULL) { return THIMBLE_ERR_NULL; }` */
export function refuseNull(parameters: readonly Parameter[]): Statement[] {
  const tests = parameters.map((one) => binary(name(one.name), '==', name('NULL')));
  const test = tests.reduce((left, right) => binary(left, '||', right));
  return [{ kind: 'if', test, body: [{ kind: 'return', value: name('THIMBLE_ERR_NULL') }] }];
}
