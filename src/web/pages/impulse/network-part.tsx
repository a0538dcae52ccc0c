import { Switch, TextInput } from '@mantine/core';
import { networksThatTake } from '../../../train/networks/makers.ts';
import type { ImpulseSettings } from '../../state/impulse.ts';
import { networkNames, wordsOfNetwork } from '../train/network-words.ts';
import { Choices } from './fields.tsx';

const ofPictures = networksThatTake('picture');
const ofScenes = networksThatTake('scene');

/** What features can go into: a picture of frequency over time is a picture, too. */
export const signalNetworks = networkNames.filter((name) => !ofScenes.includes(name));
export const pictureNetworks = (boxed: boolean): readonly string[] =>
  networkNames.filter((name) => (boxed ? ofScenes : ofPictures).includes(name));

interface NetworkPartProps {
  readonly settings: ImpulseSettings;
  readonly names: readonly string[];
  /** What is taken now; null: not known yet. */
  readonly auto: string | null;
  readonly reason: string | null;
  readonly onChange: (part: ImpulseSettings) => void;
  readonly onLook: (settings: ImpulseSettings | null) => void;
}

export function NetworkPart({ settings, names, auto, reason, onChange, onLook }: NetworkPartProps) {
  const { network } = settings;
  const [name = '', ...options] = (network ?? '').split(':');
  return (
    <>
      <Choices
        label="Network"
        value={name || null}
        choices={[
          { value: null, name: 'By the data', about: name || !auto ? '' : wordsOfNetwork(auto) },
          ...names.map((value) => ({ value, name: wordsOfNetwork(value), about: '' })),
        ]}
        onChoose={(next) => onChange({ network: next ?? undefined })}
        onLook={(next) =>
          onLook(next === undefined ? null : { ...settings, network: next ?? undefined })
        }
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
      <p className="small muted">{reason}</p>
    </>
  );
}
