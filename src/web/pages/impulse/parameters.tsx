import { Button, NumberInput, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { Card } from '../../parts/card.tsx';
import type { ImpulseSettings } from '../../state/impulse.ts';
import { networkNames, wordsOfNetwork } from '../train/network-words.ts';
import { blocksFor, blockWords } from './block-words.ts';
import classes from './impulse-page.module.css';
import type { ImpulseEffect } from './impulse-worker.ts';
import { type BlockOfPipe, nameOf } from './pipeline.tsx';

interface ParametersProps {
  readonly chosen: BlockOfPipe;
  readonly settings: ImpulseSettings;
  readonly effect: ImpulseEffect | null;
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
    network: <NetworkPart {...props} />,
    answers: <AnswersPart {...props} />,
  };
  return (
    <Card title={titles[props.chosen]}>
      <div className="stack">{parts[props.chosen]}</div>
    </Card>
  );
}

function WindowPart({ settings, effect, onChange }: ParametersProps) {
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
      />
      <NumberField
        label="From one to the next, ms"
        placeholder={auto(effect?.stride)}
        value={settings.strideMs}
        onValue={(strideMs) => onChange({ strideMs })}
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
  const look = (name: string | undefined) => ({
    onMouseEnter: () => onLook({ ...settings, block: name ? { name, settings: {} } : undefined }),
    onFocus: () => onLook({ ...settings, block: name ? { name, settings: {} } : undefined }),
    onMouseLeave: () => onLook(null),
    onBlur: () => onLook(null),
  });
  return (
    <>
      <div role="radiogroup" aria-label="Kind of features" className={classes.options}>
        <button
          type="button"
          role="radio"
          aria-checked={block === undefined}
          className={classes.option}
          onClick={() => onChange({ block: undefined })}
          {...look(undefined)}
        >
          <b>By the data</b>
          <span className="small muted">
            {effect?.blocks.map((one) => nameOf(one.block.kind)).join(' and ')}
          </span>
        </button>
        {blocksFor(sound).map((name) => (
          <button
            key={name}
            type="button"
            role="radio"
            aria-checked={block?.name === name}
            className={classes.option}
            onClick={() => onChange({ block: { name, settings: {} } })}
            {...look(name)}
          >
            <b>{blockWords[name]!.name}</b>
            <span className="small muted">{blockWords[name]!.about}</span>
          </button>
        ))}
      </div>
      {block && effect && <BlockSettings {...{ settings, effect, onChange }} />}
      <p className="small muted">{effect?.blocks[0]?.reason}</p>
    </>
  );
}

/** One field for each setting of the block that is a single value or a list. */
function BlockSettings({
  settings,
  effect,
  onChange,
}: Pick<ParametersProps, 'settings' | 'onChange'> & { readonly effect: ImpulseEffect }) {
  const block = settings.block!;
  const made = effect.blocks.at(-1)!.block as unknown as Readonly<Record<string, unknown>>;
  const set = (name: string, value: string | undefined) => {
    const { [name]: _, ...others } = block.settings ?? {};
    onChange({
      block: { ...block, settings: value === undefined ? others : { ...others, [name]: value } },
    });
  };
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

function NetworkPart({ settings, effect, onChange, onLook }: ParametersProps) {
  const { network } = settings;
  const [name = '', ...options] = (network ?? '').split(':');
  return (
    <>
      <Select
        label="Network"
        placeholder={effect ? `auto: ${wordsOfNetwork(effect.network)}` : 'auto'}
        clearable
        data={networkNames.map((one) => ({ value: one, label: wordsOfNetwork(one) }))}
        value={name || null}
        onChange={(next) => onChange({ network: next ?? undefined })}
      />
      {name && (
        <TextInput
          key={network}
          label="Its options"
          description="As on the command line: hidden=48,24 or kernel=7,dropout=0.3"
          defaultValue={options.join(':')}
          onBlur={(event) => {
            const text = event.currentTarget.value.trim();
            onChange({ network: text ? `${name}:${text}` : name });
          }}
        />
      )}
      <div onMouseLeave={() => onLook(null)}>
        <Switch
          label="Weights of 4 bits"
          description="Half the flash of weights; a little less exact"
          checked={settings.weightBits === 4}
          onMouseEnter={() =>
            onLook({ ...settings, weightBits: settings.weightBits === 4 ? 8 : 4 })
          }
          onChange={(event) => onChange({ weightBits: event.currentTarget.checked ? 4 : 8 })}
        />
      </div>
      <p className="small muted">{effect?.networkReason}</p>
    </>
  );
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

interface NumberFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: number | undefined;
  readonly negative?: boolean;
  readonly onValue: (value: number | undefined) => void;
}

/** Takes its number when one leaves it or presses Enter. */
function NumberField({ label, placeholder, value, negative = false, onValue }: NumberFieldProps) {
  const take = (text: string) => {
    const next = text.trim() === '' ? undefined : Number(text);
    if (next !== value) onValue(next);
  };
  return (
    <NumberInput
      key={`${label} ${value}`}
      label={label}
      placeholder={placeholder}
      hideControls
      allowNegative={negative}
      defaultValue={value ?? ''}
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget.value)}
    />
  );
}

/** "frameLength" is "Frame length". */
function wordsOf(name: string): string {
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
