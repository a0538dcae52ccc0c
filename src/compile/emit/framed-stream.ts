import {
  address,
  binary,
  blank,
  call,
  type Declaration,
  type Expression,
  int,
  member,
  name,
  type Parameter,
  perform,
  type Statement,
  type,
} from '../c/tree.ts';
import { type FramedForm, strideFramesOf } from './framed-form.ts';
import { type Library, macro, refuseNull, symbol } from './library.ts';
import { stageStatements } from './stage.ts';

/** The struct of a stream. */
function framedType(library: Library, form: FramedForm): Declaration {
  const { element, held, frames, columns, calls } = form;
  return {
    kind: 'type',
    form: 'struct',
    name: symbol(library, 'stream'),
    members: [
      { type: { base: calls.type }, name: 'frames', remark: 'points at the two below' },
      {
        type: { base: element },
        name: 'held',
        size: held,
        remark: 'readings of the frame that is not full yet',
      },
      {
        type: { base: element },
        name: 'grid',
        size: frames * columns,
        remark: 'what became of the frames of the newest window',
      },
    ],
  };
}

/** Continuous mode for features of frames. */
export function framedFunctions(library: Library, form: FramedForm): Declaration[] {
  const { stream, arena, result, samples, count } = framedParameters(library, form);
  const own = (
    what: string,
    parameters: readonly Parameter[],
    body: readonly Statement[],
  ): Declaration => ({
    kind: 'function',
    type: type.int,
    name: symbol(library, what),
    parameters,
    local: false,
    body: [...refuseNull(parameters.filter((one) => one !== count)), ...body],
  });
  const room = pointerTo(form.calls.room, member('arena', 'bytes'));
  const taken = [address(configOf(library)), frames, name('samples'), name('count'), room];
  return [
    featuresFunction(library, form),
    blank,
    clearFunction(library, form, stream),
    blank,
    own(
      'stream_push',
      [stream, arena, samples, count],
      [{ kind: 'return', value: call(form.calls.push, ...taken) }],
    ),
    blank,
    own('stream_run', [stream, arena, result], runStatements(library, form)),
  ];
}

const frames = address('stream->frames');

function featuresFunction(library: Library, { calls }: FramedForm): Declaration {
  // what the stage calls in place of the kernel that reads a whole window
  const streamedWindow = { callee: calls.features, window: frames };
  return {
    kind: 'function',
    type: type.void,
    name: 'compute_stream_features',
    parameters: [
      { type: type.view(symbol(library, 'stream')), name: 'stream' },
      { type: type.pointer('unsigned char'), name: 'memory' },
      { type: type.pointer('float'), name: 'features' },
    ],
    local: true,
    body: stageStatements(library, 'features', streamedWindow),
  };
}

function clearFunction(library: Library, form: FramedForm, stream: Parameter): Declaration {
  const { calls } = form;
  const config = address(configOf(library));
  const told = calls.initTakes === 'config' ? [config, frames] : [frames, int(form.frames)];
  const parts = [member('stream', 'held'), member('stream', 'grid')];
  return {
    kind: 'function',
    type: type.void,
    name: symbol(library, 'stream_clear'),
    parameters: [stream],
    local: false,
    body: [
      {
        kind: 'if',
        test: binary(name('stream'), '==', name('NULL')),
        body: [{ kind: 'return' }],
      },
      perform(call(calls.init, ...told, ...parts)),
    ],
  };
}

function pointerTo(base: string, of: Expression): Expression {
  const untyped: Expression = { kind: 'cast', type: type.pointer('void'), of };
  return { kind: 'cast', type: type.pointer(base), of: untyped };
}

function framedParameters(library: Library, { element }: FramedForm) {
  return {
    stream: { type: type.pointer(symbol(library, 'stream')), name: 'stream' },
    arena: { type: type.pointer(symbol(library, 'arena')), name: 'arena' },
    result: { type: type.pointer(symbol(library, 'result')), name: 'result' },
    samples: { type: type.view(element), name: 'samples' },
    count: { type: type.int32, name: 'count' },
  } satisfies Record<string, Parameter>;
}

function configOf({ program, layers }: Library): string {
  const step = program.steps.find(({ op }) => op?.kind === 'features')!;
  return layers.get(step.name)!.config;
}

function runStatements(library: Library, form: FramedForm): Statement[] {
  const { features: block } = library.storage;
  const offset = block === null ? 0 : library.plan.offsets[block]!;
  const bytes = member('arena', 'bytes');
  const memory = offset ? binary(bytes, '+', int(offset)) : bytes;
  const stride = int(strideFramesOf(form, library.options.strideReadings));
  return [
    {
      kind: 'declare',
      type: { base: 'float', pointer: 'constant' },
      name: 'features',
      value: pointerTo('float', memory),
    },
    {
      kind: 'if',
      test: binary(name('stream->frames.wanted'), '>', int(0)),
      body: [{ kind: 'return', value: name('THIMBLE_ERR_NOT_READY') }],
    },
    perform(call('compute_stream_features', name('stream'), bytes, name('features'))),
    perform(call(form.calls.next, frames, stride)),
    perform(call('compute_network', name('features'), bytes, name('result'))),
    { kind: 'return', value: int(0) },
  ];
}

/** The calls of such a stream, for the header. */
export function framedCalls(library: Library, form: FramedForm): Declaration[] {
  const { stream, arena, result, samples, count } = framedParameters(library, form);
  const call = (what: string, parameters: readonly Parameter[]): Declaration => ({
    kind: 'function',
    type: what === 'stream_clear' ? type.void : type.int,
    name: symbol(library, what),
    parameters,
    local: false,
  });
  const hop = macro(library, 'HOP_READINGS');
  return [
    {
      kind: 'comment',
      text: `Continuous mode: readings go in as they come, each frame is computed once and only what
became of the newest window's frames is kept; a window is ready every STRIDE_READINGS. A stream
holds pointers into itself: use it where it was cleared, do not copy it.`,
    },
    framedType(library, form),
    blank,
    { kind: 'comment', text: 'Makes a stream empty; a new one must be cleared before its use.' },
    call('stream_clear', [stream]),
    blank,
    {
      kind: 'comment',
      text: `Takes count readings, any number. Answers 1 when a window is ready, else 0. Where count is at most
${hop}, windows lie exactly STRIDE_READINGS apart; a window that is not run is replaced
by the next.`,
    },
    call('stream_push', [stream, arena, samples, count]),
    blank,
    { kind: 'comment', text: 'Runs the newest window.' },
    call('stream_run', [stream, arena, result]),
  ];
}
