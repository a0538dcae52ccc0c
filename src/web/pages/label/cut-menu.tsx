import { Button, Menu } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Icon } from '../../parts/icon.tsx';
import { counted } from '../../parts/words.ts';
import { useKeys } from '../../state/keys.ts';
import type { Sample } from '../../state/queries.ts';
import { cutSample } from '../../state/samples.ts';
import { tell } from '../../state/tell.tsx';
import type { Segment } from './segments.ts';

const route = getRouteApi('/signed-in/p/$project/label');

interface CutMenuProps {
  readonly project: string;
  readonly sample: Sample;
  readonly segments: readonly Segment[];
  readonly chosen: number | null;
  /** What is on the screen. */
  readonly range: { readonly from: number; readonly to: number };
  readonly cursor: number | null;
}

/** Makes new samples of parts of a recording, which then is taken out; an undo brings it back. */
export function CutMenu({ project, sample, segments, chosen, range, cursor }: CutMenuProps) {
  const navigate = route.useNavigate();
  const { length } = sample;
  const show = (id: string) => navigate({ search: ({ queue }) => ({ queue, sample: id }) });
  const cut = async (stretches: Parameters<typeof cutSample>[2]) => {
    const made = await cutSample(project, sample, stretches, () => show(sample.id));
    await show(made[0]!.id);
  };
  const run = (stretches: Parameters<typeof cut>[0]) => void cut(stretches).catch(tell.error);
  const one = chosen === null ? null : segments[chosen];
  const kept = one ?? { start: range.from, end: range.to };
  const crops = kept.start > 0 || kept.end < length;
  const crop = () => run([one ? { ...one } : kept]);
  const halves = cursor !== null && cursor > 0 && cursor < length;
  useKeys({ c: () => crops && crop() });
  return (
    <Menu position="bottom-end" width={270}>
      <Menu.Target>
        <Button size="compact-sm" leftSection={<Icon name="crop" />}>
          Cut
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          disabled={!crops}
          leftSection={<Icon name="crop" />}
          rightSection={<kbd>C</kbd>}
          onClick={crop}
        >
          {one ? 'Crop to the chosen mark' : 'Crop to what is on the screen'}
        </Menu.Item>
        <Menu.Item
          disabled={!halves}
          leftSection={<Icon name="split" />}
          onClick={() =>
            run([
              { start: 0, end: cursor! },
              { start: cursor!, end: length },
            ])
          }
        >
          In two at the cursor
        </Menu.Item>
        <Menu.Item
          disabled={segments.length === 0}
          leftSection={<Icon name="copy" />}
          onClick={() => run(segments.map(({ start, end, label }) => ({ start, end, label })))}
        >
          {segments.length === 0
            ? 'A sample of each mark'
            : `A sample of each mark, ${counted(segments.length, 'sample')}`}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
