import type { Client } from '../../../api/client.ts';
import type { ReplyOf } from '../../../api/routes.ts';
import { terminalTask } from '../../progress.ts';

/** Shows how far a job is until it has ended. */
export async function follow(
  client: Client,
  project: string,
  job: string,
): Promise<ReplyOf<'getJob'>> {
  const params = { project, job };
  const task = terminalTask(process.stderr, new AbortController().signal, () => performance.now());
  const events = await client.watchJob({ params });
  let text = '';
  for await (const chunk of events.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const data = /^event: progress\ndata: (.*)$/m.exec(block)?.[1];
      if (!data) continue;
      const { stage, done, total } = JSON.parse(data) as {
        stage: string;
        done: number;
        total: number;
      };
      task.progress(stage, done, total);
    }
  }
  task.clear();
  return client.getJob({ params });
}
