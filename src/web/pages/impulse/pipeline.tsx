import { Link, useParams } from '@tanstack/react-router';
import { ClassChip } from '../../parts/class-chip.tsx';
import { count, counted, milliseconds } from '../../parts/words.ts';
import type { ImpulseSettings } from '../../state/impulse.ts';
import { wordsOfNetwork } from '../train/network-words.ts';
import { blockWords } from './block-words.ts';
import type { SignalEffect } from './effect/signal-worker.ts';
import classes from './impulse-page.module.css';

export type BlockOfPipe = 'window' | 'features' | 'network' | 'answers';

interface PipelineProps {
  readonly effect: SignalEffect | null;
  readonly settings: ImpulseSettings;
  readonly labels: readonly string[];
  readonly chosen: BlockOfPipe;
}

/** What happens to the readings, from left to right; each block opens its parameters. */
export function Pipeline({ effect, settings, labels, chosen }: PipelineProps) {
  const { signal } = effect ?? {};
  const ms = signal && (1000 * signal.length) / signal.sampleRateHz;
  const stride = effect && (1000 * effect.stride) / effect.signal.sampleRateHz;
  return (
    <nav aria-label="The impulse" className={classes.pipe}>
      <BlockCard name="window" kind="Window" chosen={chosen} auto={settings.windowMs === undefined}>
        <b>{ms === undefined ? '…' : milliseconds(ms)}</b>
        <span className="small muted">
          {stride !== null &&
            `every ${milliseconds(stride)}, ${counted(signal!.length, 'reading')}`}
        </span>
      </BlockCard>
      <Wire shape={signal ? `${signal.axes.length} × ${signal.length}` : ''} />
      <BlockCard
        name="features"
        kind="Features"
        chosen={chosen}
        auto={settings.block === undefined}
      >
        <b>{effect ? effect.blocks.map(({ block }) => nameOf(block.kind)).join(' and ') : '…'}</b>
        <span className="small muted">{effect?.blocks[0]?.reason}</span>
      </BlockCard>
      <Wire shape={effect ? count(effect.features) : ''} />
      <NetworkAndAnswers {...{ effect, settings, labels, chosen }} />
    </nav>
  );
}

interface NetworkAndAnswersProps {
  readonly effect: { readonly network: string; readonly parameters: number } | null;
  readonly settings: ImpulseSettings;
  readonly labels: readonly string[];
  readonly chosen: BlockOfPipe;
}

/** The second half of the way, which windows and pictures share. */
export function NetworkAndAnswers({ effect, settings, labels, chosen }: NetworkAndAnswersProps) {
  return (
    <>
      <BlockCard
        name="network"
        kind="Network"
        chosen={chosen}
        auto={settings.network === undefined}
      >
        <b>{effect ? wordsOfNetwork(effect.network) : '…'}</b>
        <span className="small muted">
          {effect && `${counted(effect.parameters, 'weight')}, int${settings.weightBits ?? 8}`}
        </span>
      </BlockCard>
      <Wire shape={count(labels.length)} />
      <BlockCard
        name="answers"
        kind="Answers"
        chosen={chosen}
        auto={settings.keywords === undefined}
      >
        <span className="row wrap">
          {labels.slice(0, 6).map((label) => (
            <ClassChip key={label} labels={labels} label={label} />
          ))}
          {labels.length > 6 && <span className="muted">and {labels.length - 6} more</span>}
        </span>
      </BlockCard>
    </>
  );
}

export function nameOf(kind: string): string {
  return blockWords[kind.replace('_', '-')]?.name ?? kind;
}

export function Wire({ shape }: { readonly shape: string }) {
  return (
    <div className={classes.wire} aria-hidden="true">
      <b>{shape}</b>
    </div>
  );
}

interface BlockCardProps {
  readonly name: BlockOfPipe;
  readonly kind: string;
  readonly chosen: BlockOfPipe;
  readonly auto: boolean;
  readonly children: React.ReactNode;
}

export function BlockCard({ name, kind, chosen, auto, children }: BlockCardProps) {
  const { project } = useParams({ from: '/signed-in/p/$project' });
  return (
    <Link
      to="/p/$project/impulse"
      params={{ project }}
      search={(now) => ({ ...now, block: name })}
      replace
      className={classes.block!}
      data-chosen={name === chosen || undefined}
    >
      <span className="small muted">
        {kind}
        {auto && ', auto'}
      </span>
      {children}
    </Link>
  );
}
