import assert from 'node:assert/strict';
import { onEveryBackend } from './every-backend.ts';
import { ownerWithProject, tone } from './studio-under-test.ts';

onEveryBackend(
  'examples are of each label the same number, from the first to the last, and only what can be learned from',
  async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    const params = { project };
    const names = async (most: number) => {
      const { items } = await client.exampleSamples({ params, query: { most } });
      return items.map(({ name }) => name);
    };
    assert.deepEqual(await names(6), []);
    for (let n = 0; n < 9; n++) {
      const query = { name: `${n}.csv`, label: n < 7 ? 'slow' : 'fast' };
      await client.uploadSample({ params, query, body: new TextEncoder().encode(tone(3, n)) });
    }
    const bytes = new TextEncoder().encode(tone(3, 9));
    await client.uploadSample({ params, query: { name: '9.csv' }, body: bytes });
    assert.deepEqual(await names(6), ['7.csv', '8.csv', '0.csv', '3.csv', '5.csv']);
    assert.deepEqual(await names(2), ['7.csv', '0.csv']);
    assert.equal((await names(100)).length, 9);
    const { items } = await client.listSamples({ params, query: { label: 'fast' } });
    await client.changeSamples({
      params,
      body: { samples: items.map(({ id }) => id), change: { enabled: false } },
    });
    assert.deepEqual(await names(2), ['0.csv', '4.csv']);
  },
);
