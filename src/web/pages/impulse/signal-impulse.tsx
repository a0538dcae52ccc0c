import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { isSound } from '../../../dsp/sound.ts';
import { Mend } from '../../parts/mend.tsx';
import { type ImpulseSettings, tidied } from '../../state/impulse.ts';
import { setPreview } from '../../state/preview.ts';
import type { Overview, Sample } from '../../state/queries.ts';
import { blocksFor } from './block-words.ts';
import type { SignalData, SignalEffect, SignalQuestion } from './effect/signal-worker.ts';
import { useEffectOf } from './effect/use-effect-of.ts';
import { exampleOf, useExamples } from './examples.ts';
import classes from './impulse-page.module.css';
import { FeatureMap } from './map/feature-map.tsx';
import { signalNetworks } from './network-part.tsx';
import { OnThisWindow } from './on-this-window.tsx';
import { Parameters } from './parameters.tsx';
import { type BlockOfPipe, Pipeline } from './pipeline.tsx';
import { useCosts, useImpulse } from './use-impulse.ts';

const route = getRouteApi('/signed-in/p/$project/impulse');

interface SignalImpulseProps {
  readonly overview: Overview;
  readonly board: string;
}

const makeWorker = () =>
  new Worker(new URL('./effect/signal-worker.ts', import.meta.url), { type: 'module' });

/** What becomes of readings over time: windows, features, a network, answers. */
export function SignalImpulse({ overview, board }: SignalImpulseProps) {
  const { project } = route.useParams();
  const { sample: wanted, start = 0, block = 'features' } = route.useSearch();
  const navigate = route.useNavigate();
  const { labels, signal } = overview;
  const sound = isSound(signal?.axes.map(({ name }) => name) ?? [], signal?.sampleRateHz ?? 0);
  const { settings, change, error: refused } = useImpulse(project);
  const examples = useExamples(project, 'series', wanted);
  const data = useMemo(
    () => examples && dataOf(project, examples.all, examples.looked, labels),
    [project, examples, labels],
  );
  const asked = (chosen: ImpulseSettings) => ({ settings: tidied(chosen), board, start });
  const likely = likelyOf(settings, block, sound).map(asked);
  const { effect, error, ask } = useEffectOf<SignalData, SignalQuestion, SignalEffect>(
    makeWorker,
    data,
    asked(settings),
    likely,
  );
  useCosts(project, board, effect?.costs ?? null);
  return (
    <>
      {(error ?? refused) && <Mend error={error ?? refused} />}
      <Pipeline effect={effect} settings={settings} labels={labels} chosen={block} />
      <div className={classes.columns}>
        <Parameters
          chosen={block}
          settings={settings}
          effect={effect}
          sound={sound}
          labels={labels}
          onChange={change}
          onLook={(next) => {
            if (!next) return setPreview(null);
            ask(asked(next), (answer) =>
              setPreview(answer.kind === 'effect' ? answer.effect.costs : null, effect?.costs),
            );
          }}
        />
        <OnThisWindow
          effect={effect}
          sample={examples?.looked[0] ?? null}
          onStart={(next) =>
            void navigate({ search: (now) => ({ ...now, start: next }), replace: true })
          }
        />
        <FeatureMap project={project} labels={labels} />
      </div>
    </>
  );
}

function dataOf(
  project: string,
  all: readonly Sample[],
  looked: readonly Sample[],
  labels: readonly string[],
): SignalData {
  const rate = looked[0]!.sampleRateHz ?? 1;
  return {
    samples: looked.map((sample) => exampleOf(project, sample)),
    lengths: all.map(({ length, sampleRateHz }) =>
      Math.round((length * rate) / (sampleRateHz ?? rate)),
    ),
    labels: labels.toSorted(),
  };
}

/** What lies under the pointer next: the choices of the block whose parameters are open. */
function likelyOf(
  settings: ImpulseSettings,
  block: BlockOfPipe,
  sound: boolean,
): readonly ImpulseSettings[] {
  if (block === 'features') {
    const named = blocksFor(sound).map((name) => ({ ...settings, block: { name, settings: {} } }));
    const { block: _, ...byTheData } = settings;
    return [byTheData, ...named];
  }
  if (block !== 'network') return [];
  const { network: _, ...byTheData } = settings;
  const other = settings.weightBits === 4 ? 8 : 4;
  const named = signalNetworks.map((network) => ({ ...settings, network }));
  return [{ ...settings, weightBits: other }, byTheData, ...named];
}
