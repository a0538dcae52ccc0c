import type { Studio } from './studio.ts';

/** Counters in Prometheus' text format: sizes of what there is, jobs by state, memory. Nothing personal. */
export async function metricsOf({ db, version }: Studio): Promise<string> {
  const count = async (table: 'projects' | 'users') =>
    Number(
      (
        await db
          .selectFrom(table)
          .select((of) => of.fn.countAll().as('n'))
          .executeTakeFirstOrThrow()
      ).n,
    );
  const samples = await db
    .selectFrom('samples')
    .select((of) => [of.fn.countAll().as('n'), of.fn.sum('bytes').as('bytes')])
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  const jobs = await db
    .selectFrom('jobs')
    .select((of) => ['state', of.fn.countAll().as('n')])
    .groupBy('state')
    .execute();
  const byState = new Map(jobs.map(({ state, n }) => [state, Number(n)]));
  const states = ['queued', 'running', 'done', 'failed', 'cancelled'];
  return [
    ...gauge('thimble_info', 'The version that runs.', [[`{version="${version}"}`, 1]]),
    ...gauge('thimble_projects', 'Projects.', [['', await count('projects')]]),
    ...gauge('thimble_users', 'Accounts.', [['', await count('users')]]),
    ...gauge('thimble_samples', 'Samples that are not deleted.', [['', Number(samples.n)]]),
    ...gauge('thimble_sample_bytes', 'Bytes of their files.', [['', Number(samples.bytes ?? 0)]]),
    ...gauge(
      'thimble_jobs',
      'Jobs by state.',
      states.map((state) => [`{state="${state}"}`, byState.get(state) ?? 0]),
    ),
    ...gauge('process_resident_memory_bytes', 'Memory of the server.', [
      ['', process.memoryUsage.rss()],
    ]),
    ...gauge('process_uptime_seconds', 'Since it was started.', [['', process.uptime()]]),
    '',
  ].join('\n');
}

function gauge(
  name: string,
  help: string,
  values: readonly (readonly [string, number])[],
): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...values.map(([labels, value]) => `${name}${labels} ${value}`),
  ];
}
