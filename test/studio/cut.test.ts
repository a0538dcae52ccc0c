import assert from 'node:assert/strict';
import { readRecording } from '../../src/formats/recording.ts';
import { onEveryBackend, refused } from './every-backend.ts';
import { formOf, ownerWithProject, tone } from './studio-under-test.ts';

onEveryBackend(
  'stretches become samples of their own, and the way back is open',
  async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    const params = { project };
    const body = formOf([['walk/one.csv', tone(3, 1)]]);
    const { samples } = await client.uploadFiles({ params, body });
    const whole = samples[0]!;
    const at = { project, sample: whole.id };
    const segments = [{ start: 10, end: 40, label: 'step' }];
    await client.changeSample({ params: at, body: { annotations: { segments, boxes: [] } } });

    const { samples: parts } = await client.cutSample({
      params: at,
      body: {
        stretches: [
          { start: 0, end: 25 },
          { start: 30, end: 100, label: 'run' },
        ],
      },
    });
    assert.deepEqual(
      parts.map(({ name, label, length, group, sampleRateHz, metadata }) => [
        ...[name, label, length, group, sampleRateHz, metadata['cut from']],
      ]),
      [
        ['walk/one.0.00-0.50s.csv', 'walk', 25, 'walk/one.csv', 50, 'walk/one.csv'],
        ['walk/one.0.60-2.00s.csv', 'run', 70, 'walk/one.csv', 50, 'walk/one.csv'],
      ],
    );
    assert.deepEqual(
      parts.map(({ annotations }) => annotations.segments),
      [[{ start: 10, end: 25, label: 'step' }], [{ start: 0, end: 10, label: 'step' }]],
    );
    const file = await client.getFile({ params: { project, sample: parts[1]!.id } });
    const cut = readRecording('part', new Uint8Array(await file.arrayBuffer()), {
      sampleRateHz: 50,
    });
    const meant = readRecording('whole', new TextEncoder().encode(tone(3, 1)));
    assert.deepEqual(cut.values, meant.values.slice(60));

    // the whole one is out of the list, and comes back while the parts go
    const names = async () =>
      (await client.listSamples({ params, query: { sort: 'name' } })).items.map(({ name }) => name);
    assert.deepEqual(
      await names(),
      parts.map(({ name }) => name),
    );
    await client.deleteSamples({ params, body: { samples: parts.map(({ id }) => id) } });
    await client.restoreSamples({ params, body: { samples: [whole.id] } });
    assert.deepEqual(await names(), ['walk/one.csv']);

    await client.cutSample({
      params: at,
      body: { stretches: [{ start: 0, end: 50 }], keep: true },
    });
    assert.equal((await names()).length, 2);
    const beyond = { stretches: [{ start: 50, end: 101 }] };
    await refused(client.cutSample({ params: at, body: beyond }), 'bad-option');
    assert.equal((await names()).length, 2, 'a refusal changes nothing');
  },
);
