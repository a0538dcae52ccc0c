import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { Failure } from '../../base/failure.ts';

/** What belongs to the server itself; every other address is a page of the studio. */
const reserved = /^\/(api|assets|health|metrics)(\/|$)/;

/**
 * Serves the studio's pages from a folder: files as they are, and the one document for every address
 * of a page, which then shows by itself what belongs there.
 */
export async function serveWeb(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new Failure(
      'not-found',
      `${folder} does not hold the studio's pages: make them with \`npm run web\`.`,
    );
  }
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders(reply, path) {
      // files under assets carry a hash of their content in their names
      const lasting = path.startsWith(join(folder, 'assets'));
      reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.get('/*', { schema: { hide: true } }, (request, reply) => {
    if (reserved.test(request.url.split('?')[0]!)) return reply.callNotFound();
    return reply.sendFile('index.html');
  });
}
