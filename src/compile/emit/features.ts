import { type Block, type BlockPlan, type ConfigField, elementOf } from '../../dsp/block.ts';
import type { CallKernel, LayerField, LayerTable } from './kernel.ts';

/** A block's settings as the struct that its C takes. */
export function featuresKernel(block: Block, plan: BlockPlan): CallKernel {
  const tables: LayerTable[] = [];
  const fieldOf = ({ name, value }: ConfigField, before: string): LayerField => {
    const comment = name;
    if ('int' in value) return { comment, int: value.int };
    if ('float' in value) return { comment, float: Math.fround(value.float) };
    if ('function' in value) return { comment, symbol: value.function ?? 'NULL' };
    const own = before + name;
    if ('struct' in value) {
      return { comment, struct: value.struct.map((field) => fieldOf(field, `${own}_`)) };
    }
    tables.push({ suffix: own, element: elementOf(value.table), values: value.table });
    return { comment, table: own };
  };
  const fields = plan.config.map((field) => fieldOf(field, ''));
  return {
    kind: 'call',
    callee: `thimble_${block.kind}_f32`,
    header: `thimble_${block.kind}.h`,
    data: { tables, config: { type: `thimble_${block.kind}_config`, fields } },
    scratch: { element: 'float', bytes: 4 * plan.scratchFloats },
    overlays: [],
  };
}
