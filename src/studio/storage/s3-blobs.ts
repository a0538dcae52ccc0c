import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AwsClient } from 'aws4fetch';
import { Failure } from '../../base/failure.ts';
import type { BlobStore, ByteRange, ScratchStore } from './blobs.ts';
import { tooLarge } from './disk-blobs.ts';

/**
 * Blobs as objects of a bucket: `s3://KEY:SECRET@HOST[:PORT]/BUCKET[/PREFIX][?region=R&insecure=1]`.
 * Objects are named by their content and never changed, so that nothing depends on conditional
 * writes, which not every S3 knows.
 */
export function openS3Blobs(address: string): BlobStore & ScratchStore {
  const place = parse(address);
  const client = new AwsClient({
    accessKeyId: place.key,
    secretAccessKey: place.secret,
    service: 's3',
    region: place.region,
  });
  const urlOf = (name: string) => `${place.origin}/${place.bucket}/${place.prefix}${name}`;
  const ask = async (
    method: string,
    name: string,
    body?: Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> => {
    const init = { method, headers, ...(body && { body: body as BodyInit }) };
    const response = await client.fetch(urlOf(name), init).catch((error) => {
      throw new Failure(
        'unreachable',
        `The store at ${place.origin} does not answer (${error.message}): check BLOB_URL.`,
      );
    });
    if (response.ok || response.status === 404) return response;
    const sentence = `The store at ${place.origin} refused ${method} with status ${response.status}: check the key, the bucket ${place.bucket} and its rights.`;
    throw new Failure('tool-failed', sentence);
  };
  const need = async (content: string, part?: ByteRange): Promise<Response> => {
    const range = part && { range: `bytes=${part.from}-${part.to - 1}` };
    const response = await ask('GET', `blobs/${content}`, undefined, range);
    if (response.status !== 404) return response;
    throw new Failure(
      'not-found',
      `The file with the content ${content} is not in the store: bring it back from a backup.`,
    );
  };

  return {
    async put(bytes) {
      const content = createHash('sha256').update(bytes).digest('hex');
      const there = await ask('HEAD', `blobs/${content}`);
      if (there.status === 404) await ask('PUT', `blobs/${content}`, bytes);
      return content;
    },
    putStream: (stream, most) => putStream(client, place, stream, most),
    get: async (content) => new Uint8Array(await (await need(content)).arrayBuffer()),
    stream: async (content, part) => Readable.fromWeb((await need(content, part)).body as never),
    async isSound(content) {
      const response = await ask('GET', `blobs/${content}`);
      if (response.status === 404) return null;
      const hash = createHash('sha256');
      for await (const chunk of response.body!) hash.update(chunk);
      return hash.digest('hex') === content;
    },
    save: async (name, bytes) => void (await ask('PUT', `scratch/${name}`, bytes)),
    async load(name) {
      const response = await ask('GET', `scratch/${name}`);
      return response.status === 404 ? null : new Uint8Array(await response.arrayBuffer());
    },
    remove: async (name) => void (await ask('DELETE', `scratch/${name}`)),
  };
}

/** To a file first: the name, which is the hash, must be known before the first byte is sent. */
async function putStream(client: AwsClient, place: Place, stream: Readable, most: number) {
  const folder = await mkdtemp(join(tmpdir(), 'thimble-upload-'));
  const aside = join(folder, randomUUID());
  try {
    await pipeline(stream, limited(most), createWriteStream(aside));
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(aside)) hash.update(chunk);
    const content = hash.digest('hex');
    const { size } = await stat(aside);
    const url = `${place.origin}/${place.bucket}/${place.prefix}blobs/${content}`;
    const signed = await client.sign(url, {
      method: 'PUT',
      headers: { 'content-length': String(size), 'x-amz-content-sha256': content },
    });
    const body = Readable.toWeb(createReadStream(aside)) as BodyInit;
    const init = { method: 'PUT', headers: signed.headers, body, duplex: 'half' as const };
    const response = await fetch(signed.url, init);
    if (!response.ok) {
      const sentence = `The store at ${place.origin} refused an upload with status ${response.status}: check its rights and its room.`;
      throw new Failure('tool-failed', sentence);
    }
    return { content, bytes: size };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function limited(most: number) {
  return async function* (source: AsyncIterable<Uint8Array>) {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > most) throw tooLarge(most);
      yield chunk;
    }
  };
}

type Place = ReturnType<typeof parse>;

function parse(address: string) {
  const url = URL.canParse(address) ? new URL(address) : null;
  const [bucket = '', ...prefix] = url?.pathname.slice(1).split('/') ?? [];
  if (url?.protocol !== 's3:' || !url.username || !bucket) {
    const sentence =
      'BLOB_URL must be s3://KEY:SECRET@HOST[:PORT]/BUCKET, with ?insecure=1 for a store without TLS.';
    throw new Failure('bad-option', sentence);
  }
  const scheme = url.searchParams.get('insecure') ? 'http' : 'https';
  return {
    key: decodeURIComponent(url.username),
    secret: decodeURIComponent(url.password),
    origin: `${scheme}://${url.host}`,
    bucket,
    prefix: prefix
      .filter(Boolean)
      .map((name) => `${name}/`)
      .join(''),
    region: url.searchParams.get('region') ?? 'us-east-1',
  };
}
