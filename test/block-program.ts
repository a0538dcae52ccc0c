import {
  type Block,
  type BlockPlan,
  type ConfigField,
  type ConfigTable,
  elementOf,
} from '../src/dsp/block.ts';

/** A block made ready, and what it is asked to make features of. */
export interface BlockCase {
  readonly block: Block;
  readonly plan: BlockPlan;
  /** Values of one window. */
  readonly windowValues: number;
  readonly windows: readonly Float32Array[];
}

/** The settings of a block as C: its tables, and `static const thimble_<kind>_config <name>`. */
export function configSource(name: string, kind: Block['kind'], plan: BlockPlan): string {
  const tables = plan.config.flatMap((field) => tablesOf(name, field));
  const fields = plan.config.map((field) => `    ${fieldSource(name, field)},`);
  return `${tables.join('')}static const thimble_${kind}_config ${name} = {\n${fields.join('\n')}\n};\n`;
}

function tablesOf(name: string, { name: field, value }: ConfigField): string[] {
  if ('struct' in value) return value.struct.flatMap((one) => tablesOf(`${name}_${field}`, one));
  const isTable = 'table' in value && value.table.length > 0;
  return isTable ? [tableSource(`${name}_${field}`, value.table)] : [];
}

function tableSource(name: string, values: ConfigTable): string {
  const write = values instanceof Float32Array ? literal : String;
  const listed = Array.from(values, write).join(', ');
  return `static const ${elementOf(values)} ${name}[] = {${listed}};\n`;
}

function fieldSource(name: string, { name: field, value }: ConfigField): string {
  if ('int' in value) return String(value.int);
  if ('function' in value) return value.function ?? '0';
  if ('float' in value) return literal(value.float);
  const own = `${name}_${field}`;
  if ('struct' in value) {
    return `{${value.struct.map((one) => fieldSource(own, one)).join(', ')}}`;
  }
  return value.table.length > 0 ? own : '0';
}

/** Nine digits tell every float32 from its neighbours. */
function literal(value: number): string {
  return `${Math.fround(value).toExponential(8)}f`;
}

/**
 * A program that reads the windows of all cases one after another from standard input and writes
 * their features; scratch and features have exactly the size that the plan states.
 */
export function programSource(cases: readonly BlockCase[]): string {
  const kinds = [...new Set(cases.map(({ block }) => block.kind))];
  return `${kinds.map((kind) => `#include "thimble_${kind}.h"`).join('\n')}
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static float *room(size_t floats) {
    float *made = (float *)malloc(floats * sizeof(float));
    if (made == NULL) {
        exit(1);
    }
    memset(made, 0x7f, floats * sizeof(float));
    return made;
}

static void check(int holds) {
    if (!holds) {
        exit(2);
    }
}

${cases.map(({ block, plan }, i) => configSource(`case_${i}`, block.kind, plan)).join('\n')}
int main(void) {
${cases.map(caseSource).join('\n')}
    return 0;
}
`;
}

function caseSource({ block, plan, windowValues, windows }: BlockCase, i: number): string {
  const features = plan.featureNames.length;
  return `    {
        float *window = room(${windowValues});
        float *scratch = room(${plan.scratchFloats});
        float *features = room(${features});
        for (int turn = 0; turn < ${windows.length}; turn++) {
            check(fread(window, sizeof(float), ${windowValues}, stdin) == ${windowValues});
            thimble_${block.kind}_f32(&case_${i}, window, scratch, features);
            check(fwrite(features, sizeof(float), ${features}, stdout) == ${features});
        }
        free(window);
        free(scratch);
        free(features);
    }`;
}
