/**
 * The whole trip through the API of a studio, for a network without a route; prints how many packets
 * had nowhere to go.
 */
import { formOf, ownerWithProject, studioUnderTest, twoTones } from './studio-under-test.ts';
import { countOutward } from './without-route.ts';

await countOutward(async () => {
  await using studio = await studioUnderTest({ workers: 1 });
  const { client, project } = await ownerWithProject(studio);
  const params = { project };
  const ended = async ({ id, job }: { id: string; job: string }) => {
    await (await client.watchJob({ params: { project, job } })).text();
    const { state, error } = await client.getJob({ params: { project, job } });
    if (state !== 'done') throw new Error(error ?? state);
    return id;
  };
  await client.uploadFiles({ params, body: formOf(twoTones()) });
  await ended(await client.startFeatures({ params, body: {} }));
  const training = await ended(await client.startTraining({ params, body: {} }));
  await ended(await client.startTest({ params, body: { training } }));
  const run = await ended(await client.startBuild({ params, body: { training } }));
  const { files } = await client.getRun({ params: { project, run } });
  for (const { name: file } of files) {
    await (await client.getRunFile({ params: { project, run, file } })).arrayBuffer();
  }
  for (const page of ['/api/docs/', '/health', '/metrics']) {
    await (await fetch(`${studio.serving.address}${page}`)).arrayBuffer();
  }
});
