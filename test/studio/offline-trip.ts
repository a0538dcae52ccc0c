/**
 * The whole trip through the API of a studio, for a network without a route; prints how many packets
 * had nowhere to go before, after the trip, and after a call outward that shows that they are counted.
 */
import { readFileSync } from 'node:fs';
import { formOf, ownerWithProject, studioUnderTest, twoTones } from './studio-under-test.ts';

const before = withoutRoute();
{
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
  for (const page of ['/', '/api/docs/', '/health', '/metrics']) {
    await (await fetch(`${studio.serving.address}${page}`)).arrayBuffer();
  }
}
const after = withoutRoute();
await fetch('http://192.0.2.1').catch(() => {});
console.log(JSON.stringify({ before, after, outward: withoutRoute() }));

/** Packets that the kernel could send nowhere, by both versions of the protocol. */
function withoutRoute(): number {
  const [names, values] = readFileSync('/proc/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Ip: '))
    .map((line) => line.split(' '));
  const four = Number(values![names!.indexOf('OutNoRoutes')]);
  const six = /^Ip6OutNoRoutes\s+(\d+)$/m.exec(readFileSync('/proc/net/snmp6', 'utf8'));
  return four + Number(six?.[1] ?? 0);
}
