import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Queue } from '../jobs/queue.ts';

/** How often new events are looked for; workers may be other processes, so the table is asked. */
const everyMs = 250;
/** Proxies close connections on which nothing moves. */
const quietMs = 15_000;

/**
 * Sends the events of a job as server-sent events, each with its number as id, until the job has
 * ended or the listener is gone. Whoever comes back with the last id misses nothing.
 */
export function streamEvents(
  queue: Queue,
  job: string,
  after: number,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  let last = after;
  let spokeAt = Date.now();
  const look = async (): Promise<void> => {
    if (raw.destroyed) return;
    const events = await queue.eventsAfter(job, last);
    for (const { number, kind, data } of events) {
      raw.write(`id: ${number}\nevent: ${kind}\ndata: ${data}\n\n`);
      last = number;
      spokeAt = Date.now();
      if (kind === 'state' && hasEnded(data)) {
        raw.end();
        return;
      }
    }
    if (Date.now() - spokeAt > quietMs) {
      raw.write(': still here\n\n');
      spokeAt = Date.now();
    }
    setTimeout(() => void look().catch(fail), everyMs);
  };
  const fail = (error: unknown) => {
    request.log.error({ err: error }, 'events could not be read');
    raw.destroy();
  };
  look().catch(fail);
}

function hasEnded(data: string): boolean {
  const { state } = JSON.parse(data) as { state: string };
  return state === 'done' || state === 'failed' || state === 'cancelled';
}
