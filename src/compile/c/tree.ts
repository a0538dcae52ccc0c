/**
 * The part of C99 that generated code is made of, as plain data. `print.ts` is the one place that
 * knows how it is written; nothing else glues C together.
 */

/** An object type by its name, such as float or thimble_dense_s8_config. */
export interface CType {
  readonly base: string;
  readonly constant?: boolean;
  /** A pointer to it; 'constant' where the pointer itself never changes. */
  readonly pointer?: boolean | 'constant';
}

export type Expression =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'int'; readonly value: number }
  /** A float32 value; printed so that it reads back exactly. */
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'call'; readonly callee: string; readonly inputs: readonly Expression[] }
  | {
      readonly kind: 'member';
      readonly of: string;
      readonly arrow: boolean;
      readonly field: string;
    }
  | { readonly kind: 'index'; readonly of: Expression; readonly at: Expression }
  | { readonly kind: 'address'; readonly of: string }
  | { readonly kind: 'cast'; readonly type: CType; readonly of: Expression }
  | { readonly kind: 'size'; readonly type: string }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    };

export type BinaryOperator = '+' | '-' | '*' | '<' | '>' | '>=' | '==' | '||' | '=' | '+=' | '-=';

export type Statement =
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'blank' }
  | { readonly kind: 'do'; readonly what: Expression }
  | {
      readonly kind: 'declare';
      readonly type: CType;
      readonly name: string;
      readonly value: Expression;
      /** Printed behind it, on the same line. */
      readonly remark?: string;
    }
  | { readonly kind: 'return'; readonly value?: Expression }
  | { readonly kind: 'if'; readonly test: Expression; readonly body: readonly Statement[] }
  /** Counts an int32_t called `name` from `from` up to below `below`. */
  | {
      readonly kind: 'count';
      readonly name: string;
      readonly from: Expression;
      readonly below: Expression;
      readonly body: readonly Statement[];
    };

export interface Parameter {
  readonly type: CType;
  readonly name: string;
}

/** One value in the initialiser of a struct: C++17 knows positions only, so comments name them. */
export interface FieldValue {
  readonly comment: string;
  readonly value: Expression | { readonly kind: 'struct'; readonly fields: readonly FieldValue[] };
}

export interface Member {
  readonly type: CType;
  readonly name: string;
  /** The name of a constant, or a number. */
  readonly size?: string | number;
  readonly remark?: string;
}

export type Declaration =
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'blank' }
  | { readonly kind: 'include'; readonly file: string; readonly system: boolean }
  | {
      readonly kind: 'define';
      readonly name: string;
      readonly value: Expression;
      readonly remark?: string;
    }
  | {
      readonly kind: 'type';
      readonly form: 'struct' | 'union';
      readonly name: string;
      readonly members: readonly Member[];
    }
  | {
      readonly kind: 'table';
      readonly element: CType;
      readonly name: string;
      /** Numbers of an integer or float table, or texts. */
      readonly values: ArrayLike<number> | readonly string[];
      readonly local: boolean;
      /** Only announced: the values stand in another file. */
      readonly external?: boolean;
    }
  | {
      readonly kind: 'constant';
      readonly type: string;
      readonly name: string;
      readonly fields: readonly FieldValue[];
      readonly local: boolean;
      readonly external?: boolean;
    }
  /** A function that stands elsewhere, by a typedef of its type. */
  | { readonly kind: 'routine'; readonly type: string; readonly name: string }
  | {
      readonly kind: 'function';
      readonly type: CType;
      readonly name: string;
      readonly parameters: readonly Parameter[];
      readonly local: boolean;
      /** Without a body it is a prototype. */
      readonly body?: readonly Statement[];
    };

export interface SourceFile {
  /** What a reader should know first. */
  readonly banner: string;
  /** The include guard of a header. */
  readonly guard?: string;
  readonly includes: readonly Declaration[];
  readonly declarations: readonly Declaration[];
}

export const type = {
  int: { base: 'int' },
  int32: { base: 'int32_t' },
  void: { base: 'void' },
  pointer: (base: string): CType => ({ base, pointer: true }),
  view: (base: string): CType => ({ base, constant: true, pointer: true }),
} as const;

export const name = (text: string): Expression => ({ kind: 'name', name: text });
export const int = (value: number): Expression => ({ kind: 'int', value });
export const float = (value: number): Expression => ({ kind: 'float', value });
export const address = (of: string): Expression => ({ kind: 'address', of });
export const call = (callee: string, ...inputs: Expression[]): Expression => ({
  kind: 'call',
  callee,
  inputs,
});
export const member = (of: string, field: string): Expression => ({
  kind: 'member',
  of,
  arrow: true,
  field,
});
export const binary = (
  left: Expression,
  operator: BinaryOperator,
  right: Expression,
): Expression => ({ kind: 'binary', operator, left, right });
export const perform = (what: Expression): Statement => ({ kind: 'do', what });
export const blank = { kind: 'blank' } as const;
