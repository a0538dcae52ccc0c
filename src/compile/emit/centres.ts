import type { CentreRule } from '../../graph/centres.ts';
import type { PictureImpulse } from '../../graph/impulse.ts';
import {
  address,
  binary,
  call,
  type Declaration,
  int,
  type Member,
  member,
  perform,
  type Statement,
  type,
} from '../c/tree.ts';
import { type AnyLibrary, isPictures, type Library, macro } from './library.ts';

/** The rule by which a library finds centres; null where its scores are of the whole picture. */
export function centresOf(library: AnyLibrary): CentreRule | null {
  return isPictures(library) ? (library.impulse.centres ?? null) : null;
}

/** Sizes of what a detector answers. */
export function centreSizes(
  library: Library<PictureImpulse>,
  { rows, columns, classes, cell, most }: CentreRule,
): Declaration[] {
  const one = (what: string, value: number, remark: string): Declaration => ({
    kind: 'define',
    name: macro(library, what),
    value: int(value),
    remark,
  });
  return [
    one('ROWS', rows, `of cells, ${cell} pixels high`),
    one('COLUMNS', columns, `of cells, ${cell} pixels wide`),
    one('SCORES', rows * columns * classes, 'of a result: rows times columns times labels'),
    one('CENTRES', most, 'centres that a result has room for'),
  ];
}

/** What a detector's result holds. */
export function centreMembers(library: AnyLibrary): Member[] {
  return [
    { type: type.int32, name: 'count', remark: 'centres that were found' },
    {
      type: { base: 'thimble_centre' },
      name: 'centre',
      size: macro(library, 'CENTRES'),
      remark: 'in reading order; labels from 1',
    },
    {
      type: { base: 'float' },
      name: 'score',
      size: macro(library, 'SCORES'),
      remark: 'probabilities, for each cell one for each label, the first of the background',
    },
  ];
}

const settings = 'centres_config';

/** The rule in flash. */
export function centreConfig(rule: CentreRule): Declaration {
  const fields = ['rows', 'columns', 'classes', 'cell', 'threshold', 'most'] as const;
  return {
    kind: 'constant',
    type: 'thimble_centres_config',
    name: settings,
    fields: fields.map((field) => ({ comment: field, value: int(rule[field]) })),
    local: true,
  };
}

/** `result->count = thimble_centres(&centres_config, result->score, result->centre);` */
export function findStatement(): Statement {
  const found = call(
    'thimble_centres',
    address(settings),
    member('result', 'score'),
    member('result', 'centre'),
  );
  return perform(binary(member('result', 'count'), '=', found));
}
