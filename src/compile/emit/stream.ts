import {
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
import { type Library, macro, refuseNull, symbol } from './library.ts';

/** Continuous mode: a window that slides by one move of what two windows share. */
export function streamFunctions(library: Library): Declaration[] {
  const stream: Parameter = { type: type.pointer(symbol(library, 'stream')), name: 'stream' };
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
    body: [...refuseNull(parameters), ...body],
  });
  return [
    {
      kind: 'function',
      type: type.void,
      name: 'slide',
      parameters: [stream],
      local: true,
      body: slideStatements(library),
    },
    blank,
    {
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
        perform(binary(filled, '=', int(0))),
      ],
    },
    blank,
    own(
      'stream_push',
      [stream, { type: type.view('float'), name: 'reading' }],
      pushStatements(library),
    ),
    blank,
    own(
      'stream_run',
      [
        stream,
        { type: type.pointer(symbol(library, 'arena')), name: 'arena' },
        { type: type.pointer(symbol(library, 'result')), name: 'result' },
      ],
      runStatements(library),
    ),
  ];
}

const filled = member('stream', 'filled');
const window = member('stream', 'window');

function slideStatements(library: Library): Statement[] {
  const { strideReadings } = library.options;
  const stride = name(macro(library, 'STRIDE_READINGS'));
  const readings = binary(name(macro(library, 'WINDOW_READINGS')), '-', stride);
  const statements: Statement[] = [
    { kind: 'declare', type: { base: 'int32_t', constant: true }, name: 'kept', value: readings },
  ];
  if (strideReadings < library.impulse.signal.length) {
    const from = binary(window, '+', binary(stride, '*', name(macro(library, 'AXES'))));
    const count: Expression = { kind: 'cast', type: { base: 'size_t' }, of: name('kept') };
    const bytes = binary(count, '*', readingBytes(library));
    statements.push(perform(call('memmove', window, from, bytes)));
  }
  return [...statements, perform(binary(filled, '=', name('kept')))];
}

function pushStatements(library: Library): Statement[] {
  const readings = name(macro(library, 'WINDOW_READINGS'));
  const to = binary(window, '+', binary(filled, '*', name(macro(library, 'AXES'))));
  return [
    {
      kind: 'if',
      test: binary(filled, '==', readings),
      body: [
        { kind: 'comment', text: 'This window was not run: it is missed.' },
        perform(call('slide', name('stream'))),
      ],
    },
    {
      kind: 'if',
      test: binary(filled, '>=', int(0)),
      body: [perform(call('memcpy', to, name('reading'), readingBytes(library)))],
    },
    perform(binary(filled, '+=', int(1))),
    {
      kind: 'return',
      value: binary(filled, '==', readings),
    },
  ];
}

function runStatements(library: Library): Statement[] {
  const readings = name(macro(library, 'WINDOW_READINGS'));
  const run = call(symbol(library, 'run'), window, name('arena'), name('result'));
  return [
    {
      kind: 'if',
      test: binary(filled, '<', readings),
      body: [{ kind: 'return', value: name('THIMBLE_ERR_NOT_READY') }],
    },
    { kind: 'declare', type: { base: 'int', constant: true }, name: 'answer', value: run },
    perform(call('slide', name('stream'))),
    { kind: 'return', value: name('answer') },
  ];
}

function readingBytes(library: Library): Expression {
  return binary(name(macro(library, 'AXES')), '*', { kind: 'size', type: 'float' });
}
