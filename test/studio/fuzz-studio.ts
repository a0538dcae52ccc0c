import { type MadeUp, madeUpCalls } from './fuzz.ts';
import { ownerWithProject, studioUnderTest, tone } from './studio-under-test.ts';

/** What became of many made-up calls of one studio. */
export interface Fuzzed {
  readonly calls: number;
  readonly statuses: ReadonlyMap<number, number>;
  /** Calls that were answered with 500 and more, or not at all; a few are enough. */
  readonly mistakes: readonly string[];
}

/** Calls as an owner who may do everything, so that nothing is refused for want of a right. */
export async function fuzzStudio(seed: number, rounds: number): Promise<Fuzzed> {
  await using studio = await studioUnderTest();
  const { owner, client, project } = await ownerWithProject(studio);
  const samples: string[] = [];
  for (let i = 0; i < 3; i++) {
    const query = { name: `${i}.csv`, label: 'gesture' };
    const body = new TextEncoder().encode(tone(3 + i, i));
    const brought = await client.uploadSample({ params: { project }, query, body });
    samples.push(brought.samples[0]!.id);
  }
  const version = await client.createVersion({ params: { project }, body: {} });
  const impulse = await client.createImpulse({ params: { project }, body: { name: 'x' } });
  const run = await client.startTraining({ params: { project }, body: {} });
  const known = {
    project: [project],
    sample: samples,
    version: [version.id],
    impulse: [impulse.id],
    run: [run.id],
    training: [run.id],
    job: [run.job],
    file: ['training.json'],
  };
  const statuses = new Map<number, number>();
  const mistakes: string[] = [];
  let calls = 0;
  for (const call of madeUpCalls(seed, rounds, known)) {
    if (endsWhatIsNeeded(call)) continue;
    const status = await statusOf(studio.serving.address, call, owner.headers());
    calls++;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status >= 500 && mistakes.length < 5) mistakes.push(`${status} ${JSON.stringify(call)}`);
  }
  return { calls, statuses, mistakes };
}

/** A job waits for ever here, and with it whoever watches; and who signs out may do nothing more. */
function endsWhatIsNeeded({ route }: MadeUp): boolean {
  return route === 'watchJob' || route === 'signOut';
}

async function statusOf(
  server: string,
  { method, address, headers, body }: MadeUp,
  session: Record<string, string>,
): Promise<number> {
  const init: RequestInit = { method, headers: { ...headers, ...session } };
  if (body !== undefined) init.body = body as BodyInit;
  try {
    const response = await fetch(`${server}${address}`, init);
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 599;
  }
}
