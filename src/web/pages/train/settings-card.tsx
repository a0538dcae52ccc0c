import { Button, NumberInput, Select, Switch } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Card } from '../../parts/card.tsx';
import { Mend } from '../../parts/mend.tsx';
import { type ImpulseSettings, saveImpulse } from '../../state/impulse.ts';
import { overviewQuery } from '../../state/queries.ts';
import { networkNames, wordsOfNetwork } from './network-words.ts';

/** How it shall learn; what is left empty is chosen by the data. */
export function SettingsCard({ project }: { readonly project: string }) {
  const { data: overview } = useQuery(overviewQuery(project));
  const save = useMutation({
    meta: { told: true },
    mutationFn: (settings: ImpulseSettings) => saveImpulse(project, settings),
  });
  if (!overview) return null;
  const settings = overview.impulse?.settings ?? {};
  const change = (part: ImpulseSettings) => save.mutate({ ...settings, ...part });
  const number = (name: 'epochs' | 'batchSize' | 'learningRate', label: string) => (
    <NumberInput
      // another value from elsewhere makes another input
      key={`${name} ${settings[name]}`}
      label={label}
      placeholder="auto"
      hideControls
      min={name === 'learningRate' ? 0.000_01 : 1}
      decimalScale={name === 'learningRate' ? 6 : 0}
      allowNegative={false}
      defaultValue={settings[name] ?? ''}
      onBlur={(event) => {
        const text = event.currentTarget.value.trim();
        const value = text === '' ? undefined : Number(text);
        if (value !== settings[name]) change({ [name]: value });
      }}
    />
  );
  return (
    <Card title="Settings">
      <div className="stack">
        <Select
          label="Network"
          placeholder="auto"
          clearable
          searchable
          data={networkNames.map((name) => ({ value: name, label: wordsOfNetwork(name) }))}
          value={settings.network?.split(':')[0] ?? null}
          onChange={(network) => change({ network: network ?? undefined })}
        />
        {number('epochs', 'Epochs')}
        {number('learningRate', 'Learning rate')}
        {number('batchSize', 'Batch')}
        <Select
          label="Weights on the device"
          allowDeselect={false}
          data={[
            { value: '8', label: '8 bits' },
            { value: '4', label: '4 bits' },
          ]}
          value={String(settings.weightBits ?? 8)}
          onChange={(bits) => change({ weightBits: bits === '4' ? 4 : 8 })}
        />
        <Switch
          label="Train on rounded"
          description="Learns on for a while with everything rounded as on the device. Longer, and better with 4 bits."
          checked={settings.trainRounded ?? false}
          onChange={(event) => change({ trainRounded: event.currentTarget.checked })}
        />
        {save.error && <Mend error={save.error} />}
        {Object.keys(settings).length > 0 && (
          <Button
            size="compact-sm"
            onClick={() =>
              change({
                network: undefined,
                epochs: undefined,
                learningRate: undefined,
                batchSize: undefined,
                weightBits: undefined,
                trainRounded: undefined,
              })
            }
          >
            All back to auto
          </Button>
        )}
      </div>
    </Card>
  );
}
