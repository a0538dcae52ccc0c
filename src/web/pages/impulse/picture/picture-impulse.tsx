import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { channelsOf } from '../../../../dsp/image.ts';
import { Card } from '../../../parts/card.tsx';
import { Mend } from '../../../parts/mend.tsx';
import { type ImpulseSettings, tidied } from '../../../state/impulse.ts';
import { setPreview } from '../../../state/preview.ts';
import type { Overview, Sample } from '../../../state/queries.ts';
import type { PictureData, PictureEffect, PictureQuestion } from '../effect/picture-worker.ts';
import { useEffectOf } from '../effect/use-effect-of.ts';
import { exampleOf, useExamples } from '../examples.ts';
import classes from '../impulse-page.module.css';
import { FeatureMap } from '../map/feature-map.tsx';
import { NetworkPart, pictureNetworks } from '../network-part.tsx';
import { BlockCard, type BlockOfPipe, NetworkAndAnswers, Wire } from '../pipeline.tsx';
import { useCosts, useImpulse } from '../use-impulse.ts';
import { OnThisPicture } from './on-this-picture.tsx';
import { likelyPictures, PicturePart } from './picture-part.tsx';

const route = getRouteApi('/signed-in/p/$project/impulse');

interface PictureImpulseProps {
  readonly overview: Overview;
  readonly board: string;
}

const makeWorker = () =>
  new Worker(new URL('../effect/picture-worker.ts', import.meta.url), { type: 'module' });

/** What becomes of a camera's frame: a picture of a fixed size, a network, answers. */
export function PictureImpulse({ overview, board }: PictureImpulseProps) {
  const { project } = route.useParams();
  const { sample: wanted, block: open = 'features' } = route.useSearch();
  const block: BlockOfPipe = open === 'window' ? 'features' : open;
  const { settings, change, error: refused } = useImpulse(project);
  // the pictures that stand for all stay the same, whichever of them is looked at
  const examples = useExamples(project, 'picture', undefined);
  const looked = examples?.looked.find(({ id }) => id === wanted) ?? examples?.looked[0] ?? null;
  const data = useMemo(
    () => examples && dataOf(project, examples.all, examples.looked, overview.labels),
    [project, examples, overview.labels],
  );
  const boxed = data?.boxed ?? false;
  const labels = boxed ? data!.labels : overview.labels;
  const name = looked ? exampleOf(project, looked).name : '';
  const asked = (chosen: ImpulseSettings) => ({ settings: tidied(chosen), board, sample: name });
  const { effect, error, ask } = useEffectOf<PictureData, PictureQuestion, PictureEffect>(
    makeWorker,
    data,
    asked(settings),
    likelyOf(settings, block, boxed).map(asked),
  );
  useCosts(project, board, effect?.costs ?? null);
  const [peeked, setPeeked] = useState<PictureEffect | null>(null);
  const onLook = (next: ImpulseSettings | null) => {
    const show = (what: PictureEffect | null) => {
      setPeeked(what);
      setPreview(what?.costs ?? null, effect?.costs);
    };
    if (!next) return show(null);
    ask(asked(next), (answer) => show(answer.kind === 'effect' ? answer.effect : null));
  };
  const part = { settings, onChange: change, onLook };
  return (
    <>
      {(error ?? refused) && <Mend error={error ?? refused} />}
      <PicturePipeline {...{ effect, settings, labels }} chosen={block} />
      <div className={classes.columns}>
        {block === 'features' && <PicturePart {...part} effect={effect} boxed={boxed} />}
        {block === 'network' && (
          <Card title="Network">
            <div className="stack">
              <NetworkPart
                {...part}
                names={pictureNetworks(boxed)}
                auto={effect?.network ?? null}
                reason={effect?.networkReason ?? null}
              />
            </div>
          </Card>
        )}
        {block === 'answers' && (
          <Card title="Answers">
            <p className="small muted">
              {boxed
                ? 'The middle of each thing that is found, with its label. How sure one must be is chosen on Test.'
                : 'One probability for each label; they sum to one. How sure an answer must be is chosen on Test.'}
            </p>
          </Card>
        )}
        <OnThisPicture effect={peeked ?? effect} samples={examples?.looked ?? []} looked={looked} />
        {!boxed && <FeatureMap project={project} labels={labels} />}
      </div>
    </>
  );
}

interface PicturePipelineProps {
  readonly effect: PictureEffect | null;
  readonly settings: ImpulseSettings;
  readonly labels: readonly string[];
  readonly chosen: BlockOfPipe;
}

function PicturePipeline({ effect, settings, labels, chosen }: PicturePipelineProps) {
  const { width, height, colour } = effect?.image ?? {};
  return (
    <nav aria-label="The impulse" className={`${classes.pipe} ${classes.three}`}>
      <BlockCard
        name="features"
        kind="Picture"
        chosen={chosen}
        auto={settings.picture === undefined}
      >
        <b>{effect ? `${width} × ${height}, ${colour === 'grey' ? 'grey' : 'colour'}` : '…'}</b>
        <span className="small muted">{effect?.imageReason}</span>
      </BlockCard>
      <Wire shape={effect ? `${width} × ${height} × ${channelsOf(colour!)}` : ''} />
      <NetworkAndAnswers {...{ effect, settings, labels, chosen }} />
    </nav>
  );
}

function dataOf(
  project: string,
  all: readonly Sample[],
  looked: readonly Sample[],
  labels: readonly string[],
): PictureData {
  const named = new Set(
    all.flatMap(({ annotations }) => annotations.boxes.map((box) => box.label)),
  );
  const boxed = named.size > 0;
  return {
    samples: looked.map((sample) => exampleOf(project, sample)),
    sizes: all.map(sizeOf),
    labels: boxed ? [...named].sort() : labels.toSorted(),
    boxed,
  };
}

/** A picture's size stands where the unit of a recording's axis does: "96 × 64". */
function sizeOf({ axes }: Sample): { readonly width: number; readonly height: number } {
  const [width = 1, height = 1] = (axes[0]?.unit ?? '').split(' × ').map(Number);
  return { width, height };
}

/** What lies under the pointer next: the choices of the block whose parameters are open. */
function likelyOf(
  settings: ImpulseSettings,
  block: BlockOfPipe,
  boxed: boolean,
): readonly ImpulseSettings[] {
  if (block === 'features') return likelyPictures(settings, boxed);
  if (block !== 'network') return [];
  const named = [undefined, ...pictureNetworks(boxed)].map((network) => ({ ...settings, network }));
  return [{ ...settings, weightBits: settings.weightBits === 4 ? 8 : 4 }, ...named];
}
