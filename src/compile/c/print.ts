import { assert } from '../../base/assert.ts';
import { commentText, floatLiteral, intLiteral, stringLiteral } from './literal.ts';
import type {
  CType,
  Declaration,
  Expression,
  FieldValue,
  Member,
  Parameter,
  SourceFile,
  Statement,
} from './tree.ts';

/** A C tree as the text of a file: four spaces, a hundred columns, braces always. */
export function printSource(file: SourceFile): string {
  const lines = [...comment(file.banner)];
  if (file.guard) lines.push(`#ifndef ${file.guard}`, `#define ${file.guard}`);
  lines.push('', ...file.includes.flatMap(declaration), '');
  if (file.guard) lines.push(...forCpp('extern "C" {'), '');
  lines.push(...file.declarations.flatMap(declaration));
  if (file.guard) lines.push('', ...forCpp('}'), '', '#endif');
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

const width = 100;
const indent = '    ';

function forCpp(line: string): string[] {
  return ['#ifdef __cplusplus', line, '#endif'];
}

type Rules<N extends { kind: string }, R> = {
  [K in N['kind']]: (node: Extract<N, { kind: K }>) => R;
};

const declarationRules: Rules<Declaration, string[]> = {
  comment: ({ text }) => comment(text),
  blank: () => [''],
  include: ({ file, system }) => [system ? `#include <${file}>` : `#include "${file}"`],
  define: ({ name, value, remark }) => {
    // A number may stand bare; anything longer needs its brackets.
    const bare = value.kind !== 'binary' && !/^-/.test(expression(value));
    const text = bare ? expression(value) : `(${expression(value)})`;
    return [`#define ${name} ${text}${behind(remark)}`];
  },
  type: ({ form, name, members }) => [
    `typedef ${form} {`,
    ...members.map((one) => `${indent}${memberText(one)}`),
    `} ${name};`,
  ],
  table: ({ element, name, values, local, external }) => {
    const head = `${local ? 'static ' : ''}${declared(element, name, true)}[${values.length}]`;
    if (external) return [`extern ${head};`];
    const texts = items(element, values);
    const lines = element.base === 'char' ? texts.map((text) => `${indent}${text},`) : rows(texts);
    return [`${head} = {`, ...lines, '};'];
  },
  constant: ({ type, name, fields, local, external }) => {
    const head = `${local ? 'static ' : ''}const ${type} ${name}`;
    return external ? [`extern ${head};`] : [`${head} = {`, ...struct(fields, indent), '};'];
  },
  routine: ({ type, name }) => [`extern ${type} ${name};`],
  function: ({ type, name, parameters, local, body }) => {
    const head = signature(`${local ? 'static ' : ''}${declared(type, name)}`, parameters);
    if (!body) return [...head.slice(0, -1), `${head.at(-1)};`];
    return [...head, '{', ...body.flatMap((one) => statement(one, indent)), '}'];
  },
};

function declaration(node: Declaration): string[] {
  return declarationRules[node.kind](node as never);
}

/** A comment of one line, or of many with a star before each. */
function comment(text: string): string[] {
  const lines = commentText(text).split('\n');
  if (lines.length === 1) return [`/* ${lines[0]} */`];
  return ['/*', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'];
}

function behind(remark: string | undefined): string {
  return remark ? ` /* ${commentText(remark.replace(/\s+/g, ' '))} */` : '';
}

function memberText({ type, name, size, remark }: Member): string {
  const array = size === undefined ? '' : `[${size}]`;
  return `${declared(type, name)}${array};${behind(remark)}`;
}

/** `const float *name`; for a table of pointers the pointers are constant as well. */
function declared({ base, constant, pointer }: CType, name: string, table = false): string {
  const star = pointer ? (pointer === 'constant' || table ? '*const ' : '*') : '';
  return `${constant ? 'const ' : ''}${base} ${star}${name}`;
}

function items({ base }: CType, values: ArrayLike<number> | readonly string[]): string[] {
  return Array.from<number | string, string>(values, (value) => {
    if (typeof value === 'string') return stringLiteral(value);
    return base === 'float' ? floatLiteral(value) : intLiteral(value);
  });
}

/** Values in columns of one width, as many on a line as fit. */
function rows(texts: readonly string[]): string[] {
  const column = texts.reduce((longest, text) => Math.max(longest, text.length), 0) + 1;
  const fitting = Math.max(1, Math.floor((width - indent.length + 1) / (column + 1)));
  const count = fitting >= 16 ? 16 : fitting >= 8 ? 8 : fitting;
  const lines: string[] = [];
  for (let i = 0; i < texts.length; i += count) {
    const cells = texts.slice(i, i + count).map((text) => `${text},`);
    lines.push(`${indent}${cells.map((cell) => cell.padStart(column)).join(' ')}`);
  }
  return lines;
}

function struct(fields: readonly FieldValue[], margin: string): string[] {
  return fields.flatMap(({ comment: note, value }) => {
    const remark = behind(note);
    if (value.kind !== 'struct') return [`${margin}${expression(value)},${remark}`];
    const inner = struct(value.fields, margin + indent);
    return [`${margin}{${remark}`, ...inner, `${margin}},`];
  });
}

/** Parameters fill the lines and stand below each other. */
function signature(head: string, parameters: readonly Parameter[]): string[] {
  const list = parameters.map(({ type, name }) => declared(type, name));
  return filled(`${head}(`, list.length ? list : ['void'], ')');
}

function filled(open: string, list: readonly string[], close: string): string[] {
  const lines = [open];
  for (const [i, item] of list.entries()) {
    const last = i === list.length - 1;
    const text = item + (last ? close : ',');
    const line = lines.at(-1)!;
    const gap = line.endsWith('(') || line.endsWith(' ') ? '' : ' ';
    const fits = line.length + gap.length + text.length <= width || line.trimStart() === '';
    if (fits || i === 0) lines[lines.length - 1] = line + gap + text;
    else lines.push(' '.repeat(open.length) + text);
  }
  return lines;
}

const statementRules: {
  [K in Statement['kind']]: (node: Extract<Statement, { kind: K }>, margin: string) => string[];
} = {
  comment: ({ text }, margin) => comment(text).map((line) => margin + line),
  blank: () => [''],
  do: ({ what }, margin) => {
    if (what.kind !== 'call') return [`${margin}${expression(what)};`];
    return filled(`${margin}${what.callee}(`, what.inputs.map(expression), ');');
  },
  declare: ({ type, name, value, remark }, margin) => [
    `${margin}${declared(type, name)} = ${expression(value)};${behind(remark)}`,
  ],
  return: ({ value }, margin) => [`${margin}return${value ? ` ${expression(value)}` : ''};`],
  if: ({ test, body }, margin) => [
    `${margin}if (${expression(test)}) {`,
    ...body.flatMap((one) => statement(one, margin + indent)),
    `${margin}}`,
  ],
  count: ({ name, from, below, body }, margin) => [
    `${margin}for (int32_t ${name} = ${expression(from)}; ${name} < ${expression(below)}; ${name}++) {`,
    ...body.flatMap((one) => statement(one, margin + indent)),
    `${margin}}`,
  ],
};

function statement(node: Statement, margin: string): string[] {
  return statementRules[node.kind](node as never, margin);
}

const expressionRules: Rules<Expression, string> = {
  name: ({ name }) => name,
  int: ({ value }) => intLiteral(value),
  float: ({ value }) => floatLiteral(value),
  string: ({ text }) => stringLiteral(text),
  call: ({ callee, inputs }) => `${callee}(${inputs.map(expression).join(', ')})`,
  member: ({ of, arrow, field }) => `${of}${arrow ? '->' : '.'}${field}`,
  index: ({ of, at }) => `${operand(of)}[${expression(at)}]`,
  address: ({ of }) => `&${of}`,
  cast: ({ type, of }) => `(${declared(type, '').trimEnd()})${operand(of)}`,
  size: ({ type }) => `sizeof(${type})`,
  binary: ({ operator, left, right }) => {
    // Sums and joined conditions read without brackets; everything else is bracketed.
    const inside = (node: Expression) =>
      nestsBare(operator, node) ? expression(node) : operand(node);
    return `${inside(left)} ${operator} ${inside(right)}`;
  },
};

function nestsBare(operator: string, node: Expression): boolean {
  assert(node !== undefined, 'both sides of an operator are there');
  return node.kind === 'binary' && (operator === '||' || operator.endsWith('='));
}

function expression(node: Expression): string {
  return expressionRules[node.kind](node as never);
}

function operand(node: Expression): string {
  return node.kind === 'binary' ? `(${expression(node)})` : expression(node);
}
