import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Failure } from '../../../base/failure.ts';
import { type Arrived, bringFolder, bringOne } from '../../data/bring.ts';
import { sampleOf } from '../../data/sample-rows.ts';
import { newId } from '../../new-id.ts';
import { tooLarge } from '../../storage/disk-blobs.ts';
import type { Studio } from '../../studio.ts';
import { callerIn, type Some } from '../handler.ts';

/** Bodies up to this size are held in memory, larger ones go to the disk as they come. */
const inMemoryMost = 2 ** 20;

/** Recordings on their way in: one as a body, many as a form, a whole folder as a zip. */
export const uploadHandlers: Some<'uploadSample' | 'uploadFiles' | 'uploadArchive'> = {
  async uploadSample({ params, query, body }, at) {
    const { studio, raw } = at;
    const stream = streamIn(body);
    const sender = { project: params.project, who: callerIn(at).name };
    const file = await arrived(studio, query.name, stream, raw.headers['content-length']);
    const row = await bringOne(studio, sender, file, {
      name: query.name,
      label: query.label ?? null,
      part: query.part ?? null,
      group: query.group ?? null,
      givenRateHz: query.rate ?? null,
    });
    return { samples: [sampleOf(row)], skipped: [] };
  },

  async uploadFiles({ params, query }, at) {
    const { studio, raw } = at;
    if (!raw.isMultipart()) {
      throw new Failure(
        'bad-option',
        'The body must be multipart/form-data, each file with its path as filename.',
      );
    }
    const files = await filesIn(studio, raw);
    const sender = { project: params.project, who: callerIn(at).name };
    const { rows, skipped } = await bringFolder(studio, sender, files, {
      label: query.label ?? null,
      part: query.part ?? null,
      group: query.group ?? null,
      givenRateHz: query.rate ?? null,
    });
    return { samples: rows.map(sampleOf), skipped: [...skipped] };
  },

  async uploadArchive({ params, query, body }, at) {
    const { studio, raw } = at;
    const most = studio.limits.archive;
    if (Number(raw.headers['content-length'] ?? 0) > most) throw tooLarge(most);
    const kept = await studio.contents.keepStream(streamIn(body), most);
    const job = newId();
    const input = { content: kept.content, rate: query.rate ?? null, who: callerIn(at).name };
    await studio.writer.write(async (transaction) => {
      await studio.queue.add(transaction, params.project, 'import-archive', input, job);
    });
    return { job };
  },
};

export function streamIn(body: unknown): Readable {
  if (body && typeof (body as Readable).pipe === 'function') return body as Readable;
  throw new Failure(
    'bad-option',
    'The body must be the file itself, sent as application/octet-stream.',
  );
}

/** The files of a form, each kept as it comes. */
async function filesIn(studio: Studio, raw: FastifyRequest): Promise<Arrived[]> {
  const files: Arrived[] = [];
  try {
    for await (const part of raw.files()) {
      const path = safePath(part.filename);
      files.push(await arrived(studio, path, part.file, undefined));
      if (part.file.truncated) throw tooLarge(studio.limits.recording);
    }
  } catch (error) {
    // the parser's own errors have no code, but name what it was reading
    if (
      error instanceof Failure ||
      !(error instanceof Error) ||
      !/multipart/i.test(error.message)
    ) {
      throw error;
    }
    throw new Failure('bad-file', `The form is not whole (${error.message}): send it again.`);
  }
  return files;
}

/** A name is a path below nothing: whatever leads out of a folder is refused. */
function safePath(name: string): string {
  const path = name.replaceAll('\\', '/');
  const steps = path.split('/');
  if (
    path === '' ||
    path.startsWith('/') ||
    /^[a-z]:/i.test(path) ||
    steps.includes('..') ||
    path.length > 500
  ) {
    throw new Failure(
      'bad-option',
      `${JSON.stringify(name.slice(0, 100))} is not a path inside a folder.`,
    );
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (/[\u0000-\u001f\u007f]/.test(path))
    throw new Failure('bad-option', 'A path must not hold control characters.');
  return path;
}

async function arrived(
  studio: Studio,
  path: string,
  stream: Readable,
  length: string | undefined,
): Promise<Arrived> {
  const { contents, limits } = studio;
  if (Number(length ?? 0) > limits.recording) throw tooLarge(limits.recording);
  if (length !== undefined && Number(length) <= inMemoryMost) {
    const bytes = await collect(stream, inMemoryMost, length);
    return { path, kept: await contents.keep(bytes), bytes };
  }
  // of unknown length: held until it turns out to be large
  const head: Uint8Array[] = [];
  let held = 0;
  const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
    head.push(step.value);
    held += step.value.length;
    if (held <= inMemoryMost) continue;
    const rest = Readable.from(chained(head, iterator));
    return { path, kept: await contents.keepStream(rest, limits.recording), bytes: null };
  }
  const bytes = Buffer.concat(head);
  return { path, kept: await contents.keep(bytes), bytes };
}

async function* chained(head: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>) {
  yield* head;
  for (let step = await rest.next(); !step.done; step = await rest.next()) yield step.value;
}

export async function collect(
  stream: Readable,
  most: number,
  length: string | undefined,
): Promise<Uint8Array> {
  if (Number(length ?? 0) > most) throw tooLarge(most);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
