import { Button, Switch, TagsInput, TextInput } from '@mantine/core';
import { Card } from '../../parts/card.tsx';
import type { ImpulseSettings } from '../../state/impulse.ts';
import { blocksFor, blockWords } from './block-words.ts';
import type { SignalEffect } from './effect/signal-worker.ts';
import { Choices, NumberField } from './fields.tsx';
import { NetworkPart, signalNetworks } from './network-part.tsx';
import { type BlockOfPipe, nameOf } from './pipeline.tsx';

interface ParametersProps {
  readonly chosen: BlockOfPipe;
  readonly settings: ImpulseSettings;
  readonly effect: SignalEffect | null;
  readonly sound: boolean;
  readonly labels: readonly string[];
  readonly onChange: (part: ImpulseSettings) => void;
  /** What is under the pointer, to see what it would take; null: nothing any more. */
  readonly onLook: (settings: ImpulseSettings | null) => void;
}

const titles: Readonly<Record<BlockOfPipe, string>> = {
  window: 'Window',
  features: 'Features',
  network: 'Network',
  answers: 'Answers',
};

/** The choices of one block. What is left empty follows from the data. */
export function Parameters(props: ParametersProps) {
  const parts: Readonly<Record<BlockOfPipe, React.ReactNode>> = {
    window: <WindowPart {...props} />,
    features: <FeaturesPart {...props} />,
    network: (
      <NetworkPart
        settings={props.settings}
        names={signalNetworks}
        auto={props.effect?.network ?? null}
        reason={props.effect?.networkReason ?? null}
        onChange={props.onChange}
        onLook={props.onLook}
      />
    ),
    answers: <AnswersPart {...props} />,
  };
  return (
    <Card title={titles[props.chosen]}>
      <div className="stack">{parts[props.chosen]}</div>
    </Card>
  );
}

function WindowPart({ settings, effect, onChange, onLook }: ParametersProps) {
  const look = (part: ImpulseSettings | null) => onLook(part && { ...settings, ...part });
  const rate = effect?.signal.sampleRateHz ?? 1;
  const auto = (readings: number | undefined) =>
    readings === undefined ? 'auto' : `auto: ${Math.round((1000 * readings) / rate)}`;
  return (
    <>
      <NumberField
        label="Length, ms"
        placeholder={auto(effect?.signal.length)}
        value={settings.windowMs}
        onValue={(windowMs) => onChange({ windowMs })}
        onLook={(windowMs) => look(windowMs === null ? null : { windowMs })}
      />
      <NumberField
        label="From one to the next, ms"
        placeholder={auto(effect?.stride)}
        value={settings.strideMs}
        onValue={(strideMs) => onChange({ strideMs })}
        onLook={(strideMs) => look(strideMs === null ? null : { strideMs })}
      />
      <NumberField
        label="Readings a second, for files that do not say"
        placeholder={effect ? `as recorded: ${rate.toLocaleString('en')}` : 'auto'}
        value={settings.sampleRateHz}
        onValue={(sampleRateHz) => onChange({ sampleRateHz })}
      />
      <p className="small muted">{effect?.windowReason}</p>
    </>
  );
}

function FeaturesPart({ settings, effect, sound, onChange, onLook }: ParametersProps) {
  const { block } = settings;
  const blockOf = (name: string | null) => ({
    block: name === null ? undefined : { name, settings: {} },
  });
  return (
    <>
      <Choices
        label="Kind of features"
        value={block?.name ?? null}
        choices={[
          {
            value: null,
            name: 'By the data',
            about: effect?.blocks.map((one) => nameOf(one.block.kind)).join(' and ') ?? '',
          },
          ...blocksFor(sound).map((value) => ({ value, ...blockWords[value]! })),
        ]}
        onChoose={(name) => onChange(blockOf(name))}
        onLook={(name) => onLook(name === undefined ? null : { ...settings, ...blockOf(name) })}
      />
      {block && effect && <BlockSettings {...{ settings, effect, onChange, onLook }} />}
      <p className="small muted">{effect?.blocks[0]?.reason}</p>
    </>
  );
}

/** One field for each setting of the block that is a single value or a list. */
function BlockSettings({
  settings,
  effect,
  onChange,
  onLook,
}: Pick<ParametersProps, 'settings' | 'onChange' | 'onLook'> & { readonly effect: SignalEffect }) {
  const block = settings.block!;
  const made = effect.blocks.at(-1)!.block as unknown as Readonly<Record<string, unknown>>;
  const withValue = (name: string, value: string | undefined) => {
    const { [name]: _, ...others } = block.settings ?? {};
    return {
      block: { ...block, settings: value === undefined ? others : { ...others, [name]: value } },
    };
  };
  const set = (name: string, value: string | undefined) => onChange(withValue(name, value));
  return Object.entries(made).map(([name, value]) => {
    if (name === 'kind' || name === 'version') return null;
    const label = wordsOf(name);
    if (typeof value === 'boolean') {
      return (
        <Switch
          key={name}
          label={label}
          checked={value}
          onChange={(event) => set(name, event.currentTarget.checked ? 'yes' : 'no')}
        />
      );
    }
    if (typeof value === 'number') {
      return (
        <NumberField
          key={name}
          label={label}
          placeholder={`auto: ${value}`}
          value={block.settings?.[name] === undefined ? undefined : value}
          negative
          onValue={(next) => set(name, next === undefined ? undefined : String(next))}
          onLook={(next) =>
            onLook(next === null ? null : { ...settings, ...withValue(name, next?.toString()) })
          }
        />
      );
    }
    const written = Array.isArray(value) ? value.join(',') : value;
    return typeof written === 'string' ? (
      <TextInput
        key={`${name} ${written}`}
        label={label}
        defaultValue={written}
        onBlur={(event) => {
          const text = event.currentTarget.value.trim();
          if (text !== written) set(name, text === '' ? undefined : text);
        }}
      />
    ) : null;
  });
}

function AnswersPart({ settings, labels, sound, onChange }: ParametersProps) {
  return (
    <>
      {sound && (
        <TagsInput
          label="Words to listen for"
          description="All other labels become one class of unknown sounds"
          placeholder="all labels"
          data={[...labels]}
          value={[...(settings.keywords ?? [])]}
          onChange={(keywords) =>
            onChange({ keywords: keywords.length > 0 ? keywords : undefined })
          }
        />
      )}
      <p className="small muted">
        One probability for each label; they sum to one. How sure an answer must be is chosen on
        Test and in your own code.
      </p>
      {settings.keywords && (
        <Button size="compact-sm" onClick={() => onChange({ keywords: undefined })}>
          All labels
        </Button>
      )}
    </>
  );
}

/** "frameLength" is "Frame length". */
function wordsOf(name: string): string {
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
