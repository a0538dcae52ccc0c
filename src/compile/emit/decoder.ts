import type { Decoder } from '../../graph/decoder.ts';
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
import { type Library, macro, refuseNull, symbol } from './library.ts';

/** The struct and the calls that make detections of the scores of a stream, for the header. */
export function decoderCalls(library: Library, decoder: Decoder): Declaration[] {
  const { windows, threshold, suppression } = decoder;
  const labels = library.impulse.labels.length;
  const silent = library.impulse.labels.filter((_, label) => !decoder.heard[label]);
  const never = silent.length > 0 ? `\nNever told of: ${silent.join(', ')}.` : '';
  const { state, result } = decoderParameters(library);
  return [
    {
      kind: 'comment',
      text: `From the scores of one window after the other to detections. The mean of ${windows} ${windows === 1 ? 'window' : 'windows'} must
reach ${threshold}/256; after a detection ${suppression} windows are passed over.${never}`,
    },
    {
      kind: 'type',
      form: 'struct',
      name: symbol(library, 'decoder'),
      members: [
        {
          type: type.int32,
          name: 'label',
          remark: 'what was heard last, an index; -1: nothing yet',
        },
        { type: type.int32, name: 'sums', size: macro(library, 'LABELS') },
        { type: { base: 'thimble_decoder_state' }, name: 'state' },
        { type: { base: 'uint8_t' }, name: 'history', size: windows * labels },
      ],
    },
    blank,
    { kind: 'comment', text: 'Makes a decoder ready for a stream.' },
    prototype(library, 'decoder_clear', [state]),
    blank,
    {
      kind: 'comment',
      text: 'Takes the result of the next window. Answers 1 when a label was heard, which decoder->label then is,\nelse 0.',
    },
    prototype(library, 'decoder_push', [state, result]),
  ];
}

/** The settings of the decoder in flash, and its calls. */
export function decoderFunctions(library: Library, decoder: Decoder): Declaration[] {
  const { state, result } = decoderParameters(library);
  const heard = `thimble_${library.name}_heard`;
  const settings = `thimble_${library.name}_decoder_settings`;
  const field = (comment: string, value: Expression) => ({ comment, value });
  return [
    {
      kind: 'table',
      element: { base: 'uint8_t', constant: true },
      name: heard,
      values: decoder.heard.map(Number),
      local: true,
    },
    blank,
    {
      kind: 'constant',
      type: 'thimble_decoder_config',
      name: settings,
      fields: [
        field('labels', int(decoder.heard.length)),
        field('windows', int(decoder.windows)),
        field('threshold', int(decoder.threshold)),
        field('suppression', int(decoder.suppression)),
        field('heard', name(heard)),
      ],
      local: true,
    },
    blank,
    {
      ...prototype(library, 'decoder_clear', [state]),
      body: [
        {
          kind: 'if',
          test: binary(name('decoder'), '==', name('NULL')),
          body: [{ kind: 'return' }],
        },
        perform(
          call('memset', name('decoder'), int(0), {
            kind: 'size',
            type: symbol(library, 'decoder'),
          }),
        ),
        perform(binary(member('decoder', 'label'), '=', int(-1))),
      ],
    },
    blank,
    {
      ...prototype(library, 'decoder_push', [state, result]),
      body: [...refuseNull([state, result]), ...pushStatements(settings)],
    },
  ];
}

function pushStatements(settings: string): Statement[] {
  const own = ['history', 'sums'].map((what) => member('decoder', what));
  const parts = [address(settings), member('result', 'score'), ...own, address('decoder->state')];
  return [
    {
      kind: 'declare',
      type: { base: 'int32_t', constant: true },
      name: 'label',
      value: call('thimble_decoder_push', ...parts),
    },
    {
      kind: 'if',
      test: binary(name('label'), '<', int(0)),
      body: [{ kind: 'return', value: int(0) }],
    },
    perform(binary(member('decoder', 'label'), '=', name('label'))),
    { kind: 'return', value: int(1) },
  ];
}

function decoderParameters(library: Library) {
  return {
    state: { type: type.pointer(symbol(library, 'decoder')), name: 'decoder' },
    result: { type: type.view(symbol(library, 'result')), name: 'result' },
  } satisfies Record<string, Parameter>;
}

function prototype(library: Library, what: string, parameters: readonly Parameter[]) {
  const answer = what === 'decoder_clear' ? type.void : type.int;
  return {
    kind: 'function',
    type: answer,
    name: symbol(library, what),
    parameters,
    local: false,
  } as const;
}
